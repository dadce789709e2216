# Completes the command line of portolan, in bash and, through bashcompinit, in zsh.

# Sets what is known of a command: its subcommands, options and parameters, and the options by the kind of their value.
_portolan_table() {
    commands='' options='' parameters='' FILE='' REFERENCE='' WORDS='' OTHER=''
    case $1 in
    # TABLE
    esac
}

# Whether the second argument is one of the words of the first.
_portolan_has() {
    case " $1 " in *" $2 "*) return 0 ;; esac
    return 1
}

# Prints the kind of value that an option takes; nothing for an option without a value.
_portolan_kind() {
    local option
    for option in $WORDS; do
        if [ "${option%%=*}" = "$1" ]; then
            echo "${option#*=}"
            return
        fi
    done
    if _portolan_has "$FILE" "$1"; then echo FILE; fi
    if _portolan_has "$REFERENCE" "$1"; then echo REFERENCE; fi
    if _portolan_has "$OTHER" "$1"; then echo OTHER; fi
}

_portolan_compopt() {
    type compopt >/dev/null 2>&1 && compopt "$@" 2>/dev/null
}

# Adds the files whose names begin with the second argument, each with the first one as prefix.
_portolan_files() {
    local file found=$2
    _portolan_compopt -o filenames
    # As zsh's compgen ignores the name that it is given.
    case $found in '~/'*) found=$HOME/${found#'~/'} ;; esac
    for file in "$found"*; do
        if [ -e "$file" ] || [ -L "$file" ]; then
            [ -z "${ZSH_VERSION-}" ] || [ ! -d "$file" ] || file=$file/
            COMPREPLY+=("$1$2${file#"$found"}")
        fi
    done
}

# Prints what comes before a value in the same word, unless the shell splits words at this character.
_portolan_before() {
    case ${COMP_WORDBREAKS-} in
        *"$2"*) ;;
        *) echo "${1%%"$2"*}$2" ;;
    esac
}

# Adds what a value of a kind can begin with.
_portolan_complete() {
    local kind=$1 typed=$2
    case $kind in
        FILE) _portolan_files '' "$typed" ;;
        REFERENCE)
            case $typed in
                oci:* | oci-layout:* | oci-archive:* | docker-archive:*)
                    _portolan_compopt -o nospace
                    _portolan_files "$(_portolan_before "$typed" :)" "${typed#*:}"
                    ;;
                *)
                    _portolan_compopt -o nospace
                    COMPREPLY=($(compgen -W "oci-layout: oci-archive: docker-archive:" -- "$typed"))
                    ;;
            esac
            ;;
        OTHER | '') ;;
        *) COMPREPLY=($(compgen -W "$(echo "$kind" | tr , ' ')" -- "$typed")) ;;
    esac
}

_portolan() {
    local commands options parameters FILE REFERENCE WORDS OTHER
    local line=${COMP_LINE:0:$COMP_POINT} current='' command='' expects='' position=0 before word kind i count
    local IFS=$' \t\n'
    COMPREPLY=()
    # The words of the line up to the cursor; bash itself would split them at each colon.
    local words
    set -f
    words=($line)
    set +f
    count=${#words[@]}
    case $line in
        *' ') ;;
        *)
            count=$((count - 1))
            current=${words[$count]}
            ;;
    esac
    _portolan_table ''
    for ((i = 1; i < count; i++)); do
        word=${words[i]}
        if [ -n "$expects" ]; then
            expects=''
        elif [ "${word#-}" != "$word" ]; then
            case $word in
                *=*) ;;
                --plain-http | --*-plain-http) ;;
                *) expects=$(_portolan_kind "$word") ;;
            esac
        elif _portolan_has "$commands" "$word"; then
            command="${command:+$command }$word"
            _portolan_table "$command"
        else
            position=$((position + 1))
        fi
    done
    if [ -n "$expects" ]; then
        _portolan_complete "$expects" "$current"
    else
        case $current in
            --*=*)
                _portolan_complete "$(_portolan_kind "${current%%=*}")" "${current#*=}"
                before=$(_portolan_before "$current" =)
                for ((i = 0; i < ${#COMPREPLY[@]}; i++)); do
                    COMPREPLY[i]=$before${COMPREPLY[i]}
                done
                ;;
            -*) COMPREPLY=($(compgen -W "$options" -- "$current")) ;;
            *)
                if [ -n "$commands" ] && [ "$position" = 0 ]; then
                    COMPREPLY=($(compgen -W "$commands" -- "$current"))
                else
                    i=0
                    for word in $parameters; do
                        kind=$word # the last parameter may be repeated
                        [ "$i" != "$position" ] || break
                        i=$((i + 1))
                    done
                    _portolan_complete "$kind" "$current"
                fi
                ;;
        esac
    fi
}

if [ -n "${ZSH_VERSION-}" ]; then
    # There, words end in the space that follows them.
    _portolan_words() {
        local i
        _portolan
        for ((i = 0; i < ${#COMPREPLY[@]}; i++)); do
            case ${COMPREPLY[i]} in
                *[:/]) ;;
                *) COMPREPLY[i]="${COMPREPLY[i]} " ;;
            esac
        done
    }
    complete -o nospace -F _portolan_words portolan
else
    complete -F _portolan portolan
fi
