import { type BindingName, type Expression, type Node, type SourceFile, SyntaxKind } from 'typescript/unstable/ast';
import * as is from 'typescript/unstable/ast/is';
import { createVirtualFileSystem } from 'typescript/unstable/fs';
import { API } from 'typescript/unstable/sync';

/** What one file takes from another: `specifier` as it is written, `names` as the other file calls them. */
export interface Import {
  readonly specifier: string;
  readonly names: readonly string[];
  /** Gone at run time. */
  readonly typeOnly: boolean;
  readonly line: number;
}

/** Something in a file that a rule may forbid. */
export interface Finding {
  readonly what: string;
  readonly line: number;
}

/** A file of TypeScript, as far as the architecture cares. */
export interface Source {
  readonly path: string;
  readonly lines: number;
  readonly imports: readonly Import[];
  readonly exports: readonly string[];
  /** Specifiers of `export … from`. */
  readonly reexports: readonly Finding[];
  readonly defaultExports: readonly Finding[];
  /** `any`, `as` (but `as const`), `!`, and comments that silence a checker. */
  readonly loosenings: readonly Finding[];
  /** `any` under another name. */
  readonly disguises: readonly Finding[];
  /** Uses of time, chance, the process, the network and the console that go through no port. */
  readonly effects: readonly Finding[];
  readonly branches: readonly Finding[];
}

const ROOT = '/sources';

/** Parses files, given by their path from the root of the repository, with TypeScript's own parser. */
export function readSources(files: Readonly<Record<string, string>>): readonly Source[] {
  const paths = Object.keys(files);
  const config = {
    compilerOptions: { noLib: true, noResolve: true, allowImportingTsExtensions: true, noEmit: true, types: [] },
    files: paths,
  };
  const api = new API({
    cwd: ROOT,
    fs: createVirtualFileSystem({
      ...Object.fromEntries(Object.entries(files).map(([path, text]) => [`${ROOT}/${path}`, text])),
      [`${ROOT}/tsconfig.json`]: JSON.stringify(config),
    }),
  });
  try {
    const [project] = api.updateSnapshot({ openProject: `${ROOT}/tsconfig.json` }).getProjects();
    return paths.map((path) => {
      const tree = project?.program.getSourceFile(`${ROOT}/${path}`);
      if (!tree) throw new Error(`TypeScript did not read ${path}`);
      return readSource(path, tree);
    });
  } finally {
    api.close();
  }
}

function readSource(path: string, tree: SourceFile): Source {
  const nodes = [...nodesOf(tree)];
  const lineOf = (node: Node): number => tree.text.slice(0, node.getStart(tree)).split('\n').length;
  const collect = (read: (node: Node) => string | undefined): Finding[] =>
    nodes.flatMap((node) => {
      const what = read(node);
      return what === undefined ? [] : [{ what, line: lineOf(node) }];
    });
  return {
    path,
    lines: tree.text.replace(/\n$/, '').split('\n').length,
    imports: nodes.flatMap((node) => {
      const found = importOf(node);
      return found ? [{ ...found, line: lineOf(node) }] : [];
    }),
    exports: nodes.flatMap(exportsOf),
    reexports: collect((node) =>
      is.isExportDeclaration(node) && node.moduleSpecifier ? textOf(node.moduleSpecifier) : undefined,
    ),
    defaultExports: collect(defaultExportOf),
    loosenings: [...collect(looseningOf), ...silencersOf(tree.text)],
    disguises: collect(disguiseOf),
    effects: collect(effectOf),
    branches: collect(branchOf),
  };
}

function* nodesOf(node: Node): Generator<Node> {
  yield node;
  const children: Node[] = [];
  node.forEachChild((child) => {
    children.push(child);
  });
  for (const child of children) yield* nodesOf(child);
}

const textOf = (node: Expression): string =>
  is.isStringLiteral(node) || is.isNoSubstitutionTemplateLiteral(node) ? node.text : node.getText();

function importOf(node: Node): Omit<Import, 'line'> | undefined {
  if (is.isImportDeclaration(node)) {
    const { importClause: clause } = node;
    const bindings = clause?.namedBindings;
    const named = bindings && is.isNamedImports(bindings) ? bindings.elements : [];
    const names = [
      ...(clause?.name ? ['default'] : []),
      ...(bindings && is.isNamespaceImport(bindings) ? ['*'] : []),
      ...named.map(({ propertyName, name }) => (propertyName ?? name).text),
    ];
    const typeOnly = clause?.phaseModifier === SyntaxKind.TypeKeyword;
    return { specifier: textOf(node.moduleSpecifier), names, typeOnly };
  }
  if (is.isExportDeclaration(node) && node.moduleSpecifier)
    return { specifier: textOf(node.moduleSpecifier), names: ['*'], typeOnly: node.isTypeOnly };
  if (is.isImportTypeNode(node) && is.isLiteralTypeNode(node.argument) && is.isStringLiteral(node.argument.literal))
    return { specifier: node.argument.literal.text, names: ['*'], typeOnly: true };
  if (is.isCallExpression(node) && isLoad(node.expression)) {
    const [first] = node.arguments;
    return { specifier: first ? textOf(first) : '', names: ['*'], typeOnly: false };
  }
  return undefined;
}

const isLoad = (callee: Expression): boolean =>
  callee.kind === SyntaxKind.ImportKeyword ||
  (is.isIdentifier(callee) && callee.text === 'require') ||
  (is.isPropertyAccessExpression(callee) && callee.getText() === 'process.getBuiltinModule');

const isExported = (node: Node): boolean =>
  'modifiers' in node &&
  Array.isArray(node.modifiers) &&
  node.modifiers.some((modifier: Node) => modifier.kind === SyntaxKind.ExportKeyword);

function exportsOf(node: Node): readonly string[] {
  if (is.isExportDeclaration(node) && node.exportClause && is.isNamedExports(node.exportClause))
    return node.exportClause.elements.map(({ name }) => name.text);
  if (!isExported(node)) return [];
  if (is.isVariableStatement(node)) return node.declarationList.declarations.flatMap(({ name }) => namesIn(name));
  const named = is.isFunctionDeclaration(node) || is.isClassDeclaration(node) || is.isInterfaceDeclaration(node);
  return named && node.name ? [node.name.text] : [];
}

const namesIn = (name: BindingName): readonly string[] => (is.isIdentifier(name) ? [name.text] : [name.getText()]);

function defaultExportOf(node: Node): string | undefined {
  if (is.isExportAssignment(node)) return 'export default';
  if (is.isExportSpecifier(node) && node.name.text === 'default') return 'export as default';
  return isExported(node) && /^export\s+default\b/.test(node.getText()) ? 'export default' : undefined;
}

function looseningOf(node: Node): string | undefined {
  if (node.kind === SyntaxKind.AnyKeyword) return 'any';
  if (is.isNonNullExpression(node)) return `${node.getText()} (non-null)`;
  if (is.isTypeAssertion(node)) return node.getText();
  if (is.isAsExpression(node) && node.type.getText() !== 'const') return `as ${node.type.getText()}`;
  if ((is.isVariableDeclaration(node) || is.isPropertyDeclaration(node)) && /^\w+\s*!/.test(node.getText()))
    return `${node.getText()} (definite)`;
  return undefined;
}

/** `ReturnType<typeof JSON.parse>` and zod's `any()`. */
function disguiseOf(node: Node): string | undefined {
  const isDisguise = is.isTypeReferenceNode(node)
    ? /^ReturnType\s*<\s*typeof\s+JSON\.parse\s*>$/.test(node.getText())
    : is.isCallExpression(node) && node.expression.getText() === 'z.any';
  return isDisguise ? node.getText() : undefined;
}

const SILENCERS = /(?:\/\/|\/\*)\s*(@ts-(?:ignore|expect-error|nocheck)|biome-ignore)/;

const silencersOf = (text: string): readonly Finding[] =>
  text.split('\n').flatMap((line, at) => {
    const [, what] = SILENCERS.exec(line) ?? [];
    return what === undefined ? [] : [{ what, line: at + 1 }];
  });

/** Globals that reach out of a function; `Date` and `Math` are judged by what is asked of them. */
const REACHING = new Set(
  (
    'process globalThis global performance crypto fetch WebSocket XMLHttpRequest EventSource Temporal console ' +
    'setTimeout setInterval setImmediate queueMicrotask'
  ).split(' '),
);

function effectOf(node: Node): string | undefined {
  if (is.isImportDeclaration(node)) {
    const found = importOf(node);
    const chance = found?.names.find((name) => /^(random\w*|getRandomValues|webcrypto|\*|default)$/.test(name));
    return found?.specifier === 'node:crypto' && chance ? `${chance} of node:crypto` : undefined;
  }
  if (!is.isIdentifier(node) || isLabel(node)) return undefined;
  const { parent } = node;
  if (REACHING.has(node.text)) return node.text;
  const member = is.isPropertyAccessExpression(parent) && parent.expression === node ? parent.name.text : undefined;
  if (node.text === 'Math') return member !== undefined && member !== 'random' ? undefined : parent.getText();
  if (node.text !== 'Date' || is.isTypeReferenceNode(parent)) return undefined;
  if (member === 'parse' || member === 'UTC') return undefined;
  if (is.isNewExpression(parent) && (parent.arguments?.length ?? 0) > 0) return undefined;
  return is.isBinaryExpression(parent) && parent.operatorToken.kind === SyntaxKind.InstanceOfKeyword
    ? undefined
    : parent.getText();
}

/** Whether an identifier is the name of a property or of something declared, not a use of a global. */
function isLabel(node: Node): boolean {
  const { parent } = node;
  if (is.isShorthandPropertyAssignment(parent) || !('name' in parent)) return false;
  return (
    typeof parent.name === 'object' && parent.name !== null && 'pos' in parent.name && parent.name.pos === node.pos
  );
}

function branchOf(node: Node): string | undefined {
  if (is.isIfStatement(node)) return 'if';
  if (is.isConditionalExpression(node)) return '? :';
  if (is.isSwitchStatement(node)) return 'switch';
  return is.isForStatement(node) || is.isForOfStatement(node) || is.isForInStatement(node) || is.isWhileStatement(node)
    ? 'a loop'
    : undefined;
}
