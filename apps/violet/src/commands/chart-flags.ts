import type { Flags } from '../command/flag.ts';

/** What a chart's values are made of, as Helm has it. */
export const valuesFlags = {
  values: {
    kind: 'texts',
    short: 'f',
    value: 'file',
    description: 'YAML file of values, or - for what is piped in; later ones win',
  },
  set: {
    kind: 'texts',
    value: 'name=value',
    description: 'Value on the command line: a.b=1,list={x,y},list[0].c=true',
  },
  setString: { kind: 'texts', value: 'name=value', description: 'The same, always as text' },
  setJson: { kind: 'texts', value: 'name=json', description: 'The same, as JSON' },
  setFile: { kind: 'texts', value: 'name=file', description: 'The same, the text of a file' },
  setLiteral: { kind: 'texts', value: 'name=text', description: 'One value, everything after = as it is' },
} as const satisfies Flags;

export const chartSettingFlags = {
  namespace: {
    kind: 'text',
    short: 'n',
    value: 'name',
    default: 'default',
    description: 'Namespace that the chart is rendered for',
  },
  kubeVersion: { kind: 'text', value: 'version', description: 'Version of Kubernetes that templates see' },
  skipSchemaValidation: { kind: 'switch', description: 'Do not check values by values.schema.json' },
} as const satisfies Flags;
