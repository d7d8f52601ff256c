import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import express, { type Response, type Router } from 'express';
import { projectRoot } from '../../config/root.js';

const FOLDER = join(projectRoot, 'ingress', 'console', 'page');

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};

interface Asset {
  type: string;
  content: Buffer;
  etag: string;
}

/** The page and its files, read once at start. A browser keeps them, and asks each time whether they are still true. */
export function pageRoutes(): Router {
  const assets = readAssets();
  const router = express.Router({ strict: true, caseSensitive: true });
  const send = (response: Response, asset: Asset) =>
    void response.set({ 'Cache-Control': 'no-cache', ETag: asset.etag }).type(asset.type).send(asset.content);
  for (const [name, asset] of assets) {
    const path = name === 'index.html' ? '/' : `/console/${name}`;
    router.get(path, (_request, response) => send(response, asset));
  }
  return router;
}

/** The page's files by their path below its folder. */
export function readAssets(): ReadonlyMap<string, Asset> {
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).filter((file) => extname(file) in TYPES);
  return new Map(
    files.map((file) => {
      const content = readFileSync(join(FOLDER, file));
      const etag = `"${createHash('sha256').update(content).digest('base64url')}"`;
      return [file.replaceAll('\\', '/'), { type: TYPES[extname(file)] ?? '', content, etag }];
    }),
  );
}
