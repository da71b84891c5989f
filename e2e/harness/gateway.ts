import { readFileSync } from 'node:fs';
import https from 'node:https';
import { parseKubeconfig } from '@violet/kube';
import type { StoryPlatform } from './platform.ts';

/** `curl -X POST` with the token of the kubeconfig. Answers with what was sent back as JSON; throws for another status than 200. */
export function post<T>(platform: StoryPlatform, path: string): Promise<T> {
  const { token = '' } = parseKubeconfig(readFileSync(platform.kubeconfig, 'utf8')).access();
  const headers = { authorization: `Bearer ${token}` };
  const options = { method: 'POST', ca: readFileSync(platform.ca), agent: false as const, headers };
  return new Promise((resolve, reject) => {
    const request = https.request(`${platform.address}${path}`, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode === 200) resolve(JSON.parse(text));
        else reject(new Error(`POST ${path}: ${response.statusCode} ${text}`));
      });
    });
    request.on('error', reject).end();
  });
}
