/** The part of the script that is the same whatever the commands are. */
export const bashFunctions = `# bash parts words at =, : and @, which is undone here: $typed is what a program would get.
_violet_typed() {
  local i word glued=''
  typed=() count=0
  for ((i = 1; i <= COMP_CWORD; i++)); do
    word="\${COMP_WORDS[i]}"
    if [[ $count -gt 0 && (-n $glued || $word == [=:@]*) ]]; then
      typed[count - 1]+="$word"
    else
      typed[count]="$word"
      count=$((count + 1))
    fi
    glued=''
    if [[ -n $word && -z \${word//[=:@]/} ]]; then glued=1; fi
  done
}

# Walks over what stands before the cursor: where that leads ($path), how many names follow ($place), and what the last
# flag expects ($value).
_violet_walk() {
  local i
  for ((i = 0; i < count - 1; i++)); do
    word="\${typed[i]}"
    if [[ -n $value ]]; then
      value=''
    elif [[ -z $dashes && $word == -- ]]; then
      dashes=1
    elif [[ -z $dashes && $word == -?* ]]; then
      [[ $word == --*=* ]] || _violet_value "$path $word"
    else
      _violet_place "$path"
      if [[ $place -eq 0 && " $words " == *" $word "* ]]; then
        path="\${path:+$path }$word"
      else
        place=$((place + 1))
      fi
    fi
  done
}

# Offers what is expected ($1) and begins with $2.
_violet_offer() {
  local IFS=$' \\t\\n' line begin
  case "$1" in
  'words '*)
    COMPREPLY=($(compgen -W "\${1#words }" -- "$2"))
    compopt +o default 2>/dev/null
    ;;
  file) ;;
  directory) compopt +o default -o dirnames 2>/dev/null ;;
  archive)
    begin="\${2#[\\"\\']}"
    begin="\${begin//\\\\/}"
    while IFS= read -r line; do COMPREPLY+=("$line"); done < <(compgen -f -X '!*.tgz' -- "$begin")
    compopt +o default -o plusdirs -o filenames 2>/dev/null
    ;;
  *) compopt +o default 2>/dev/null ;;
  esac
}

_violet() {
  local words flags positionals last typed count word path='' place=0 value='' dashes=''
  COMPREPLY=()
  _violet_typed
  _violet_walk
  word="\${typed[count - 1]}"
  _violet_place "$path"
  if [[ -n $value ]]; then
    _violet_offer "$value" "$word"
  elif [[ -z $dashes && $word == --*=* ]]; then
    _violet_value "$path \${word%%=*}"
    _violet_offer "$value" "\${word#*=}"
    # What is replaced begins after the =, unless bash was told not to part words there.
    [[ $COMP_WORDBREAKS == *=* ]] || COMPREPLY=("\${COMPREPLY[@]/#/\${word%%=*}=}")
  elif [[ -z $dashes && $word == -* ]]; then
    _violet_offer "words $flags" "$word"
  elif [[ $place -eq 0 && -n $words ]]; then
    _violet_offer "words $words" "$word"
  else
    _violet_offer "\${positionals[place]:-$last}" "$word"
  fi
}

complete -o default -F _violet violet
`;
