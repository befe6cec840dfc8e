/** The sundial mark, as in favicon.svg. */
export function Mark({ size = 28 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#1f2430" />
      <path d="M4.5 22a11.5 11.5 0 0 1 23 0z" fill="#f5b800" />
      <path d="M16 22 24.2 13.8" stroke="#1f2430" strokeWidth="2.4" strokeLinecap="round" />
      <path d="M8.2 18.6l1.9.7M11.6 14.2l1.2 1.6M16 12.6v2" stroke="#1f2430" strokeWidth="1.6" strokeLinecap="round" />
      <path d="M4.5 25.5h23" stroke="#f5b800" strokeWidth="2" strokeLinecap="round" />
    </svg>
  )
}
