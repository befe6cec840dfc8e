import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** Where `npm run dev`-style work on the dashboard finds the Worker. */
const api = process.env.SUNDIAL_API ?? 'http://localhost:8787'

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  build: {
    outDir: fileURLToPath(new URL('../dist/web', import.meta.url)),
    emptyOutDir: true,
    target: 'es2022',
    // These know light-dark(); for older ones it would be rewritten into something Mantine's colour scheme does not switch.
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    chunkSizeWarningLimit: 1200,
  },
  server: {
    proxy: {
      '/api': { target: api, ws: true, changeOrigin: true, rewriteWsOrigin: true },
      '/sandbox': { target: api, changeOrigin: true },
      '/hooks': { target: api, changeOrigin: true },
    },
  },
})
