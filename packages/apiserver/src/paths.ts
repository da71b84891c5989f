import { Failure } from '@violet/machinery';
import type { Call } from './call.ts';
import { acceptEncoding, discoverable } from './call.ts';
import { discoveryContentType, groupDiscoveryList, wantedDiscovery } from './discovery/aggregated.ts';
import { apiGroupList, apiGroupOf, apiResourceList, apiVersions } from './discovery/legacy.ts';
import { requireAllowed } from './forbidden.ts';
import { header } from './http.ts';
import { answerOpenApi } from './openapi/answer.ts';
import { respond, respondBytes, respondText } from './respond.ts';
import { notServed, type Route } from './route.ts';
import { versionInfo } from './version.ts';

export type DiscoveryRoute = Exclude<Route, { kind: 'resource' }>;

const healthPaths: ReadonlySet<string> = new Set(['healthz', 'livez', 'readyz']);

export function isResourcePath(path: string): boolean {
  return /^\/apis?(\/|$)/.test(path);
}

/** Answers a path that is no resource: discovery, OpenAPI, version, health. */
export async function answerPath(call: Call, discovery?: DiscoveryRoute): Promise<void> {
  await requireAllowed(call, { verb: call.method.toLowerCase(), path: call.path });
  if (call.method !== 'GET' && call.method !== 'HEAD') {
    throw new Failure('MethodNotAllowed', 'the server does not allow this method on the requested resource', {
      details: {},
    });
  }
  if (discovery !== undefined) return answerDiscovery(call, discovery);
  const [root = ''] = call.path.split('/').filter((segment) => segment !== '');
  if (healthPaths.has(root)) return answerHealth(call, root);
  if (root === 'openapi') return answerOpenApi(call);
  if (root === 'version') return answerVersion(call);
  if (root === '') return respond(call.response, { code: 200, body: { paths: rootPaths(call) } });
  throw notServed();
}

/** Indented, unlike all other answers: scripts cut it up line by line. */
function answerVersion(call: Call): Promise<void> {
  const text = JSON.stringify(versionInfo(call.server.version), null, 2);
  return respondBytes(call.response, Buffer.from(text), { code: 200, contentType: 'application/json' });
}

function rootPaths(call: Call): string[] {
  const paths = new Set([
    '/api',
    '/api/v1',
    '/apis',
    '/healthz',
    '/livez',
    '/openapi/v2',
    '/openapi/v3',
    '/readyz',
    '/version',
  ]);
  for (const { group, version } of discoverable(call.server)) {
    if (group === '') continue;
    paths.add(`/apis/${group}`);
    paths.add(`/apis/${group}/${version}`);
  }
  return [...paths].sort();
}

async function answerDiscovery(call: Call, asked: DiscoveryRoute): Promise<void> {
  const resources = discoverable(call.server);
  if (asked.kind === 'versions' || asked.kind === 'groups') {
    const wanted = wantedDiscovery(header(call.request, 'accept'));
    if (wanted !== undefined) {
      const body = groupDiscoveryList(resources, asked.kind === 'versions' ? 'api' : 'apis', wanted);
      const contentType = discoveryContentType(wanted);
      return respond(
        call.response,
        { code: 200, body, contentType, headers: { vary: 'Accept' } },
        acceptEncoding(call),
      );
    }
  }
  const body = legacyDiscovery(call, asked);
  if (body === undefined) throw notServed();
  await respond(call.response, { code: 200, body, headers: { vary: 'Accept' } }, acceptEncoding(call));
}

function legacyDiscovery(call: Call, asked: DiscoveryRoute): object | undefined {
  const resources = discoverable(call.server);
  switch (asked.kind) {
    case 'versions':
      return apiVersions(header(call.request, 'host') ?? header(call.request, ':authority') ?? '');
    case 'groups':
      return apiGroupList(resources);
    case 'group':
      return apiGroupOf(resources, asked.group);
    case 'groupVersion':
      return apiResourceList(resources, asked.group, asked.version);
  }
}

async function answerHealth(call: Call, check: string): Promise<void> {
  const reason = check === 'livez' ? undefined : call.server.backend.unready();
  if (reason === undefined) {
    const verbose = call.query.has('verbose') ? `[+]ping ok\n${check} check passed\n` : 'ok';
    return respondText(call.response, 200, verbose);
  }
  await respondText(call.response, 500, `[-]${reason}\n${check} check failed\n`);
}
