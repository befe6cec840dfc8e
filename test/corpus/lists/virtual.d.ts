declare module 'virtual:list-corpus' {
  const lists: import('./case.ts').ComposedList[]
  export default lists
}
