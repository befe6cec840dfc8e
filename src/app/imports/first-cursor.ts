import type { ImportCursor } from './store.ts'

/** Where a reading begins, before anybody looked at the head of the file. @param at epoch ms */
export function firstCursor({ pieces, request }: Pick<ImportCursor, 'pieces' | 'request'>, at: number): ImportCursor {
  return {
    pieces,
    request,
    format: null,
    mapping: null,
    offset: 0,
    line: 1,
    insideLine: false,
    windows1252Line: null,
    walk: null,
    errorKeys: [],
    movedAt: at,
  }
}
