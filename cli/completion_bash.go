package cli

import (
	"bytes"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// writeBashCompletion writes cobra's script, mended: bash's own quoting puts a
// backslash before commas, so that the script finds nothing to follow
// "--by user,", and writes backslashes into lists; and where the bash-completion
// package is not loaded it calls a function that is not there.
func writeBashCompletion(root *cobra.Command, to io.Writer) error {
	var script bytes.Buffer
	if err := root.GenBashCompletionV2(&script, true); err != nil {
		return err
	}
	_, err := bashMends.WriteString(to, script.String())
	return err
}

// bashWords is what the script takes of the bash-completion package: the words of
// the line, put together again where bash splits them at = and :.
const bashWords = `    if declare -F _get_comp_words_by_ref >/dev/null; then
        _get_comp_words_by_ref "$@" cur prev words cword
        return
    fi
    local i word rest=$COMP_LINE
    words=()
    for i in "${!COMP_WORDS[@]}"; do
        word=${COMP_WORDS[i]}
        if ((i > 0)) && [[ $rest != [[:blank:]]* && ( $word == [=:]* || ${words[${#words[@]}-1]} == *[=:] ) ]]; then
            words[${#words[@]}-1]+=$word
        else
            words+=("$word")
        fi
        rest=${rest#*"$word"}
        if ((i == COMP_CWORD)); then cword=$((${#words[@]}-1)); fi
    done
    cur=${words[cword]} prev=${words[cword > 0 ? cword-1 : 0]}`

var bashMends = strings.NewReplacer(
	`    _get_comp_words_by_ref "$@" cur prev words cword`, bashWords,
	`[[ $comp == "$cur"* ]] || continue`, `comp=${comp//\\,/,}; [[ $comp == "$cur"* ]] || continue`,
	`COMPREPLY[0]=$(printf "%q" "${COMPREPLY[0]}")`, `COMPREPLY[0]=$(printf "%q" "${COMPREPLY[0]}"); COMPREPLY[0]=${COMPREPLY[0]//\\,/,}`,
	`COMPREPLY[0]=$(printf "%q" "${COMPREPLY[0]%%$tab*}")`, `COMPREPLY[0]=$(printf "%q" "${COMPREPLY[0]%%$tab*}"); COMPREPLY[0]=${COMPREPLY[0]//\\,/,}`,
)
