/** The part of the script that is the same whatever the commands are. */
export const powershellFunctions = `function global:__VioletBegins([string] $text, [string] $begin) {
  $text.StartsWith($begin, [System.StringComparison]::Ordinal)
}

# What was typed before the cursor, word by word and without quotes; the last one is the one that the cursor stands at.
function global:__VioletWords($commandAst, [int] $cursorPosition) {
  $words = New-Object System.Collections.Generic.List[string]
  $end = -1
  foreach ($element in @($commandAst.CommandElements)) {
    $extent = $element.Extent
    if ($extent.StartOffset -ge $cursorPosition) { break }
    if ($extent.EndOffset -gt $cursorPosition) {
      $text = $extent.Text.Substring(0, $cursorPosition - $extent.StartOffset).TrimStart([char[]] @(39, 34))
    } elseif ($element -is [System.Management.Automation.Language.StringConstantExpressionAst]) {
      $text = $element.Value
    } else {
      $text = $extent.Text
    }
    # Some words are several elements to PowerShell.
    if ($extent.StartOffset -eq $end) { $words[$words.Count - 1] += $text } else { $words.Add($text) }
    $end = $extent.EndOffset
  }
  if ($end -lt $cursorPosition) { $words.Add('') }
  $words
}

# A completion; what the shell would take apart is quoted.
function global:__VioletResult([string] $text, [string] $shown, [string] $description) {
  $typed = $text
  if ($text -match '[\\s''"\`$;&|<>(){}@#,]') { $typed = "'" + $text.Replace("'", "''") + "'" }
  if ($description -eq '') { $description = $shown }
  New-Object System.Management.Automation.CompletionResult $typed, $shown, 'ParameterValue', $description
}

# The paths that begin so: all directories, and the files with this end.
function global:__VioletPaths([string] $begin, [string] $end) {
  $parent = $begin -replace '[^/\\\\]*$', ''
  $where = if ($parent -eq '') { '.' } else { $parent }
  $name = $begin.Substring($parent.Length)
  foreach ($item in @(Get-ChildItem -LiteralPath $where -ErrorAction SilentlyContinue)) {
    $fits = $item.PSIsContainer -or ($end -ne '' -and $item.Name.EndsWith($end, [System.StringComparison]::Ordinal))
    if ($fits -and (__VioletBegins $item.Name $name)) { __VioletResult ($parent + $item.Name) $item.Name $item.FullName }
  }
}

# Offers what is expected. Where nothing is given PowerShell offers files; an empty word keeps it from that.
function global:__VioletOffer([string] $expected, [string] $begin, [string] $before) {
  if ($expected -eq 'file') { return }
  $found = @()
  if ($expected -eq 'directory') {
    $found = @(__VioletPaths $begin '')
  } elseif ($expected -eq 'archive') {
    $found = @(__VioletPaths $begin '.tgz')
  } elseif (__VioletBegins $expected 'words ') {
    foreach ($word in $expected.Substring(6).Split(' ')) {
      if (__VioletBegins $word $begin) { $found += __VioletResult ($before + $word) $word '' }
    }
  }
  if ($found.Count -eq 0) { '' } else { $found }
}

# Offers the words of a table that begin so, with their descriptions.
function global:__VioletDescribed($table, [string] $begin) {
  $found = @()
  foreach ($entry in $table.GetEnumerator()) {
    if (__VioletBegins $entry.Key $begin) { $found += __VioletResult $entry.Key $entry.Key $entry.Value }
  }
  if ($found.Count -eq 0) { '' } else { $found }
}

function global:__VioletComplete($commandAst, [int] $cursorPosition) {
  $words = @(__VioletWords $commandAst $cursorPosition)
  $path = ''
  $count = 0
  $expected = ''
  $isOver = $false
  # Walks over what stands before the cursor: where that leads, how many names follow, what the last flag expects.
  for ($i = 1; $i -lt $words.Count - 1; $i++) {
    $word = $words[$i]
    $place = $global:__violetPlaces[$path]
    if ($expected -ne '') {
      $expected = ''
    } elseif (-not $isOver -and $word -ceq '--') {
      $isOver = $true
    } elseif (-not $isOver -and $word.Length -gt 1 -and (__VioletBegins $word '-')) {
      if (-not $word.Contains('=')) { $expected = [string] $place.Takes[$word] }
    } elseif ($count -eq 0 -and $global:__violetPlaces.Contains("$path $word".Trim())) {
      $path = "$path $word".Trim()
    } else {
      $count += 1
    }
  }

  $word = $words[$words.Count - 1]
  $place = $global:__violetPlaces[$path]
  $positionals = @($place.Positionals)
  if ($expected -ne '') {
    __VioletOffer $expected $word ''
  } elseif (-not $isOver -and $word -match '^(--[^=]+=)(.*)$') {
    $flag = $Matches[1]
    __VioletOffer ([string] $place.Takes[$flag.TrimEnd('=')]) $Matches[2] $flag
  } elseif (-not $isOver -and (__VioletBegins $word '-')) {
    __VioletDescribed $place.Flags $word
  } elseif ($count -eq 0 -and $place.HasWords) {
    __VioletDescribed $place.Words $word
  } elseif ($count -lt $positionals.Count) {
    __VioletOffer $positionals[$count] $word ''
  } elseif ($place.IsVariadic) {
    __VioletOffer $positionals[$positionals.Count - 1] $word ''
  } else {
    ''
  }
}

Register-ArgumentCompleter -Native -CommandName 'violet', 'violet.exe', 'violet.cmd', 'violet.ps1' -ScriptBlock {
  param($wordToComplete, $commandAst, $cursorPosition)
  __VioletComplete $commandAst $cursorPosition
}
`;
