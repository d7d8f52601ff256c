import express, { type Router } from 'express';
import type { Simulator } from './simulator.js';

/** A small page to play the vendors' users by hand: where each simulator is, and what it has been asked. */
export function controlPage(simulators: Record<string, Simulator>, publicUrl: string): Router {
  const router = express.Router();
  router.get('/', (_request, response) => {
    response.type('html').send(page(Object.keys(simulators), publicUrl));
  });
  return router;
}

function page(vendors: string[], publicUrl: string): string {
  return `<!doctype html><meta charset="utf-8"><title>hireline sandbox</title>
<h1>hireline sandbox</h1><p>Simulated vendors: ${vendors.join(', ')}. <a href="slack/">Slack</a> · <a href="${publicUrl}">hireline</a></p>`;
}
