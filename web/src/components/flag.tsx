import { flagOf } from '../format.ts'

let coloured: boolean | undefined

/** Some systems have no pictures for flags and would show empty boxes. */
function canShowFlags(): boolean {
  if (coloured !== undefined) return coloured
  const canvas = document.createElement('canvas')
  canvas.width = 16
  canvas.height = 16
  const context = canvas.getContext('2d', { willReadFrequently: true })
  if (!context) return false
  context.font = '12px sans-serif'
  context.fillStyle = '#000'
  context.fillText('🇺🇸', 0, 13)
  const pixels = context.getImageData(0, 0, 16, 16).data
  coloured = false
  for (let i = 0; i < pixels.length; i += 4)
    if (pixels[i] !== pixels[i + 1] || pixels[i] !== pixels[i + 2]) coloured = true
  return coloured
}

/** The flag of a country, or its two letters. */
export function Flag({ country }: { country: string | null | undefined }) {
  if (!country || !flagOf(country)) return null
  if (canShowFlags())
    return (
      <span role="img" aria-label={country}>
        {flagOf(country)}{' '}
      </span>
    )
  return <span style={{ fontSize: '0.75em', opacity: 0.75 }}>{country} </span>
}
