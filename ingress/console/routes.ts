import express, { type Router } from 'express';
import type { IngressContext } from '../context.js';

export function consoleRoutes(_context: IngressContext): Router {
  return express.Router();
}
