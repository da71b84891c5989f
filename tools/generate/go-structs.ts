/** One member of a Go struct, as its tags describe it. */
export interface GoField {
  /** Name in JSON; empty for a member whose own members belong to the struct around it. */
  json: string;
  goType: string;
  protobufNumber: number | undefined;
  /** The encoder leaves the member out when it is empty. */
  omitsEmpty: boolean;
  pointer: boolean;
}

export type GoStructs = Map<string, GoField[]>;

const structStart = /^type (\w+) struct \{/;
const member = /^\t(?:\w+\s+)?(?<goType>[*\w.[\]]+)\s+`(?<tags>[^`]*)`/;

/** Reads the struct types of a Go file that gofmt has formatted. */
export function readGoStructs(source: string): GoStructs {
  const structs: GoStructs = new Map();
  let current: GoField[] | undefined;
  for (const line of source.split('\n')) {
    const start = structStart.exec(line);
    if (start?.[1] !== undefined) {
      current = [];
      structs.set(start[1], current);
    } else if (line === '}') current = undefined;
    const field = current === undefined ? undefined : readMember(line);
    if (field !== undefined) current?.push(field);
  }
  return structs;
}

function readMember(line: string): GoField | undefined {
  const found = member.exec(line)?.groups;
  const json = /json:"([^"]*)"/.exec(found?.['tags'] ?? '')?.[1];
  if (found === undefined || json === undefined || json === '-') return undefined;
  const goType = found['goType'] ?? '';
  const [name = '', ...options] = json.split(',');
  const number = /protobuf:"\w+,(\d+)/.exec(found['tags'] ?? '')?.[1];
  return {
    json: name,
    goType: goType.replace(/^\*/, ''),
    protobufNumber: number === undefined ? undefined : Number(number),
    omitsEmpty: options.includes('omitempty'),
    pointer: goType.startsWith('*') || options.includes('omitzero'),
  };
}
