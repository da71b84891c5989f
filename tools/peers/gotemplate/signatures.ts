/** What a parameter of a function wants; arguments are mostly of that kind, sometimes of any other. */
export type Kind =
  | 'string'
  | 'format'
  | 'int'
  | 'count'
  | 'number'
  | 'list'
  | 'map'
  | 'fresh'
  | 'exact'
  | 'loose'
  | 'epoch'
  | 'time'
  | 'timetext'
  | 'shown'
  | 'layout'
  | 'zone'
  | 'duration'
  | 'bool'
  | 'any'
  | 'pattern'
  | 'replacement'
  | 'constraint'
  | 'version'
  | 'json'
  | 'base64'
  | 'base32'
  | 'url'
  | 'urlparts'
  | 'path'
  | 'key'
  | 'kind'
  | 'single'
  | 'variable'
  | 'address'
  | 'shape'
  | 'encrypted';

// A function for each `|`, with what it takes; a star means any number. A name with a slash has a twin of another name.
const SIGNATURES = `
hello|abbrev int string|abbrevboth int int string|trunc int string|trim string|upper string|lower string|title string
untitle string|substr int int string|repeat count string|trimAll/trimall string string|trimSuffix string string
trimPrefix string string|nospace string|initials string|swapcase string|snakecase string|camelcase string
kebabcase string|wrap int string|wrapWith int string string|contains string string|hasPrefix string string
hasSuffix string string|quote any*|squote any*|cat any*|indent count string|nindent count string
replace string string string|plural string string int|toString any|toStrings loose|join string loose
split string string|splitList string string|splitn string int string|list/tuple any*
append/push/mustAppend/mustPush list any|prepend/mustPrepend list any|first/mustFirst list|last/mustLast list
rest/mustRest list|initial/mustInitial list|reverse/mustReverse list|uniq/mustUniq list|without/mustWithout list any*
has/mustHas any list|compact/mustCompact list|slice/mustSlice exact int int|concat list*|chunk/mustChunk int list
sortAlpha loose|dict key any key any|get map key|set fresh key any|unset fresh key|hasKey map key|pluck key map*
pick map key key|omit map key key|keys single|values single|merge/mustMerge fresh map map
mergeOverwrite/mustMergeOverwrite fresh map map|deepCopy/mustDeepCopy any|dig key key any map|default any any|empty any
coalesce any*|all any*|any any*|ternary any any bool|fail string|typeOf any|typeIs kind any|typeIsLike kind any
kindOf any|kindIs kind any|deepEqual any any|atoi string|int64 any|int any|float64 any|toDecimal any
seq count count|seq count|seq count count count|until count|untilStep count count count
add number*|add1 number|sub number number|div number number|mod number number|mul number number*|max/biggest number number*
min number number*|addf number*|subf number number|divf number number|mulf number number|add1f number|maxf number number*
minf number number*|ceil number|floor number|round number int|round number int number|toJson/mustToJson any
toPrettyJson/mustToPrettyJson any|toRawJson/mustToRawJson any|fromJson/mustFromJson json
regexMatch/mustRegexMatch pattern string|regexFind/mustRegexFind pattern string
regexFindAll/mustRegexFindAll pattern string int|regexReplaceAll/mustRegexReplaceAll pattern string replacement
regexReplaceAllLiteral/mustRegexReplaceAllLiteral pattern string replacement|regexSplit/mustRegexSplit pattern string int
regexQuoteMeta string|b64enc string|b64dec base64|b32enc string|b32dec base32|sha1sum string|sha256sum string
sha512sum string|adler32sum string|semver version|semverCompare constraint version|urlParse url|urlJoin urlparts
base/osBase path|dir/osDir path|clean/osClean path|ext/osExt path|isAbs/osIsAbs path|duration number
duration string|durationRound duration|date layout epoch|dateInZone/date_in_zone layout epoch zone|htmlDate epoch
htmlDateInZone epoch zone|dateModify/date_modify duration time|mustDateModify/must_date_modify duration time
toDate/mustToDate layout timetext|toDate/mustToDate layout layout|toDate/mustToDate layout shown|unixEpoch time|env variable|expandenv string
expandenv variable|getHostByName address|decryptAES string encrypted|derivePassword int shape string string string
len any|len loose|index list int|index map key|index map key key|index any any|print any*|println any*|printf format any*
html any*|js any*|urlquery any*|eq any any any*|ne any any|eq string string|ne number number|lt any any|lt string string
le number number|gt number number|ge any any|ge number number|not any|and any any*|or any any*
`;

export interface Signature {
  name: string;
  kinds: readonly Kind[];
  rest: Kind | undefined;
}

export const signatures: readonly Signature[] = SIGNATURES.trim()
  .split(/[|\n]/)
  .flatMap((line) => {
    const [names = '', ...words] = line.trim().split(' ');
    const rest = words.at(-1)?.endsWith('*') ? (words.pop()?.slice(0, -1) as Kind) : undefined;
    return names.split('/').map((name) => ({ name, kinds: words as Kind[], rest }));
  });
