import { quote } from '../text/quote.ts';
import type { AnyNode, CommandNode, OperandNode, PipeNode } from './node.ts';

/** The source of a node as Go rebuilds it for messages. */
export function nodeText(node: AnyNode): string {
  switch (node.kind) {
    case 'action':
      return `{{${pipeText(node.pipe)}}}`;
    case 'template':
      return `{{template ${quote(node.name)}${node.pipe === undefined ? '' : ` ${pipeText(node.pipe)}`}}}`;
    case 'command':
      return commandText(node);
    default:
      return operandText(node);
  }
}

function pipeText(pipe: PipeNode): string {
  const commands = pipe.commands.map(commandText).join(' | ');
  if (pipe.declarations.length === 0) {
    return commands;
  }
  return `${pipe.declarations.map(nodeText).join(', ')} ${pipe.isAssign ? '=' : ':='} ${commands}`;
}

function commandText(command: CommandNode): string {
  return command.args.map(parenthesizedText).join(' ');
}

function parenthesizedText(node: OperandNode): string {
  return node.kind === 'pipe' ? `(${pipeText(node)})` : operandText(node);
}

function operandText(node: OperandNode): string {
  switch (node.kind) {
    case 'identifier':
      return node.name;
    case 'variable':
      return node.path.join('.');
    case 'field':
      return `.${node.path.join('.')}`;
    case 'chain':
      return `${parenthesizedText(node.base)}.${node.path.join('.')}`;
    case 'dot':
      return '.';
    case 'nil':
      return 'nil';
    case 'bool':
      return String(node.value);
    case 'number':
      return node.text;
    case 'string':
      return node.quoted;
    case 'pipe':
      return pipeText(node);
  }
}
