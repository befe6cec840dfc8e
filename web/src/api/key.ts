import { useSyncExternalStore } from 'react'

/** The key the local sandbox accepts; anywhere else it answers 401 and the person is asked for theirs. */
const LOCAL_KEY = 'sundial_local_key'
const STORAGE = 'sundialKey'

let refused = false
const listeners = new Set<() => void>()
const notify = () => {
  for (const listener of listeners) listener()
}

export function apiKey(): string {
  return localStorage.getItem(STORAGE) ?? LOCAL_KEY
}

export function saveApiKey(key: string): void {
  localStorage.setItem(STORAGE, key)
  refused = false
  notify()
}

/** The API answered 401: every page gives way to the key screen until a key is saved. */
export function refuseApiKey(): void {
  if (refused) return
  refused = true
  notify()
}

export function useKeyRefused(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => refused,
  )
}
