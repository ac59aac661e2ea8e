package io.thingconnect.pulse.ctl;

import java.util.Locale;
import java.util.Set;

/** Completion for bash; zsh wraps the same tables in its own words. */
final class BashCompletion {
    private final StringBuilder script = new StringBuilder();

    String script() {
        script.append("# bash completion for pulsectl; made from its table of commands\n\n");
        functions();
        script.append("""
                _pulsectl() {
                    local word cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]} command='' before=''
                    local -i i operands=0
                    for ((i = 1; i < COMP_CWORD; i++)); do
                        word=${COMP_WORDS[i]}
                        if [[ $word != -* && $before != "takes" ]]; then
                            if [[ -z $command ]]; then
                                command=$word
                            elif [[ " $(_pulsectl_second "$command") " == *" $word "* && $operands -eq 0 && $command != *" "* ]]; then
                                command+=" $word"
                            else
                                operands+=1
                            fi
                        fi
                        before=''
                        [[ $word != -* ]] || ! _pulsectl_takes "$word" || before=takes
                    done
                    COMPREPLY=()
                    if [[ $before == takes ]]; then
                        _pulsectl_value "$command" "$prev"
                    elif [[ $cur == -* ]]; then
                        _pulsectl_reply "$(_pulsectl_options "$command")"
                    elif [[ -z $command ]]; then
                        _pulsectl_reply '%s'
                    else
                        [[ $operands -ne 0 ]] || _pulsectl_reply "$(_pulsectl_second "$command")"
                        _pulsectl_operand "$command" "$operands"
                    fi
                }
                complete -F _pulsectl pulsectl
                """.formatted(String.join(" ", Completion.firstWords())));
        return script.toString();
    }

    private void functions() {
        script.append(
                "_pulsectl_reply() { mapfile -t -O \"${#COMPREPLY[@]}\" COMPREPLY < <(compgen -W \"$1\" -- \"$cur\"); }\n");
        script.append("_pulsectl_files() { mapfile -t COMPREPLY < <(compgen -f -- \"$cur\"); }\n");
        for (Completion.Source source : Completion.Source.values()) {
            if (source.isLive()) {
                script.append(function(source))
                        .append("() { ")
                        .append(Completion.values(source))
                        .append("; }\n");
            }
        }
        takes();
        cases("options", command -> {
            StringBuilder names = new StringBuilder();
            Completion.options(command).forEach(option -> names.append(' ').append(option.name()));
            return "echo '" + names.toString().strip() + "'";
        });
        seconds();
        values();
        operands();
    }

    static String function(Completion.Source source) {
        return "_pulsectl_" + source.name().toLowerCase(Locale.ROOT);
    }

    private interface Body {
        String of(Command command);
    }

    private void cases(String name, Body body) {
        script.append("_pulsectl_").append(name).append("() {\n    case $1 in\n");
        for (Command command : CommandTable.COMMANDS) {
            script.append("    '")
                    .append(command.name())
                    .append("') ")
                    .append(body.of(command))
                    .append(" ;;\n");
        }
        script.append("    esac\n}\n");
    }

    private void takes() {
        Set<String> names = new java.util.TreeSet<>();
        for (Command command : CommandTable.COMMANDS) {
            for (Option option : Completion.options(command)) {
                if (option.takesValue()) {
                    names.add(option.name());
                }
            }
        }
        script.append("_pulsectl_takes() { case $1 in ")
                .append(String.join(" | ", names))
                .append(") ;; *) return 1 ;; esac; }\n");
    }

    private void seconds() {
        script.append("_pulsectl_second() {\n    case $1 in\n");
        for (String first : Completion.firstWords()) {
            Set<String> words = Completion.secondWords(first);
            if (!words.isEmpty()) {
                script.append("    ")
                        .append(first)
                        .append(") echo '")
                        .append(String.join(" ", words))
                        .append("' ;;\n");
            }
        }
        script.append("    esac\n}\n");
    }

    private void values() {
        script.append("_pulsectl_value() {\n    case \"$1 $2\" in\n");
        for (Command command : CommandTable.COMMANDS) {
            for (Option option : Completion.options(command)) {
                String reply = reply(option);
                if (!reply.isEmpty()) {
                    script.append("    '")
                            .append(command.name())
                            .append(' ')
                            .append(option.name())
                            .append("') ");
                    script.append(reply).append(" ;;\n");
                }
            }
        }
        script.append("    *' --root' | *' --socket') _pulsectl_files ;;\n    esac\n}\n");
    }

    private static String reply(Option option) {
        if (!option.choices().isEmpty()) {
            return "_pulsectl_reply '" + String.join(" ", option.choices()) + "'";
        }
        return CommandTable.GLOBAL.contains(option) ? "" : reply(Completion.ofOption(option));
    }

    private static String reply(Completion.Source source) {
        if (source.isLive()) {
            String latest = source == Completion.Source.LABELS ? "latest " : "";
            return "_pulsectl_reply \"" + latest + "$(" + function(source) + ")\"";
        }
        return source == Completion.Source.FILES ? "_pulsectl_files" : "";
    }

    private void operands() {
        script.append("_pulsectl_operand() {\n    case \"$1 $2\" in\n");
        for (Command command : CommandTable.COMMANDS) {
            for (int i = 0; i < command.operands().size(); i++) {
                String reply = reply(Completion.ofOperand(command.operands().get(i)));
                if (!reply.isEmpty()) {
                    script.append("    '")
                            .append(command.name())
                            .append(' ')
                            .append(i)
                            .append("') ");
                    script.append(reply).append(" ;;\n");
                }
            }
        }
        script.append("    esac\n}\n");
    }
}
