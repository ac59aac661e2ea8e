package io.thingconnect.pulse.ctl;

/** Completion for zsh: the commands with their meaning; what follows them as in bash, by zsh's own emulation. */
final class ZshCompletion {
    String script() {
        StringBuilder commands = new StringBuilder();
        for (String first : Completion.firstWords()) {
            Command command = CommandTable.find(first);
            String summary =
                    command == null ? "" : command.summary().replace("'", "").replace(":", " ");
            commands.append("        '")
                    .append(first)
                    .append(':')
                    .append(summary)
                    .append("'\n");
        }
        String bash = new BashCompletion().script();
        String functions = bash.substring(0, bash.lastIndexOf("complete -F"));
        return "#compdef pulsectl\n"
                + "# zsh completion for pulsectl; made from its table of commands\n\n"
                + "autoload -U +X bashcompinit && bashcompinit\n"
                + functions
                        .replace("mapfile -t -O \"${#COMPREPLY[@]}\" COMPREPLY < <(", "COMPREPLY+=(${(f)\"$(")
                        .replace("mapfile -t COMPREPLY < <(", "COMPREPLY=(${(f)\"$(")
                        .replace("-- \"$cur\"); }", "-- \"$cur\")\"}); }")
                + "_pulsectl_zsh() {\n    local -a commands\n    commands=(\n" + commands + "    )\n"
                + "    if ((CURRENT == 2)) && [[ $PREFIX != -* ]]; then\n"
                + "        _describe command commands\n    else\n        _bash_complete -F _pulsectl\n    fi\n}\n"
                + "compdef _pulsectl_zsh pulsectl\n";
    }
}
