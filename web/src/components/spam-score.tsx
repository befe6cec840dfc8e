import { WordBadge } from './word-badge.tsx'

/** 0–4 green, 5–6 yellow, 7 and more red. */
export function SpamScore({ score }: { score: number }) {
  const color = score >= 7 ? 'red' : score >= 5 ? 'yellow' : 'green'
  const meaning = score >= 7 ? 'Often marked as spam' : score >= 5 ? 'Sometimes marked as spam' : 'Clean'
  return <WordBadge word={{ label: `Spam ${score}`, color, meaning }} />
}
