package dev.fuselage.kernel.program.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fuselage.kernel.program.shell.CommandList.Item;
import dev.fuselage.kernel.program.shell.CommandList.Pipeline;
import dev.fuselage.kernel.program.shell.CommandList.Redirection;
import dev.fuselage.kernel.program.shell.CommandList.SimpleCommand;
import dev.fuselage.kernel.program.shell.CommandList.Word;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ShellParserTest {

    private static List<String> words(String line) throws ShellSyntaxError {
        return ShellParser.parse(line).items().get(0).first().commands().get(0).words().stream()
                .map(Word::text)
                .toList();
    }

    @Test
    void quotesJoinWordsAndAreTakenAway() throws ShellSyntaxError {
        assertThat(words("echo 'a  b'\"c d\"e\\ f '' \"x\\\"y\" 'it'\\''s'"))
                .containsExactly("echo", "a  bc de f", "", "x\"y", "it's");
    }

    @Test
    void anOperatorNeedsNoSpaceAroundIt() throws ShellSyntaxError {
        CommandList list = ShellParser.parse("a&&b||c;d|e>f&");
        assertThat(list.items()).hasSize(2);
        Item first = list.items().get(0);
        assertThat(first.links())
                .extracting(CommandList.Link::afterSuccess)
                .containsExactly(true, false);
        Item second = list.items().get(1);
        assertThat(second.background()).isTrue();
        assertThat(second.first().commands()).hasSize(2);
        assertThat(second.first().commands().get(1).redirections())
                .containsExactly(new Redirection(1, Redirection.Mode.TRUNCATE, Word.literal("f")));
    }

    @Test
    void aDigitBeforeARedirectionIsADescriptorAndElsewhereAWord() throws ShellSyntaxError {
        SimpleCommand command =
                ShellParser.parse("cat 2 2>> log 2>&1 <in")
                        .items()
                        .get(0)
                        .first()
                        .commands()
                        .get(0);
        assertThat(command.words()).containsExactly(Word.literal("cat"), Word.literal("2"));
        assertThat(command.redirections())
                .containsExactly(
                        new Redirection(2, Redirection.Mode.APPEND, Word.literal("log")),
                        new Redirection(2, Redirection.Mode.DUPLICATE, Word.literal("1")),
                        new Redirection(0, Redirection.Mode.READ, Word.literal("in")));
    }

    @Test
    void aGuestAndANegationStandBeforeThePipeline() throws ShellSyntaxError {
        Pipeline pipeline = ShellParser.parse("@2 ! cat x | id").items().get(0).first();
        assertThat(pipeline.guest()).isEqualTo(2);
        assertThat(pipeline.negated()).isTrue();
        assertThat(pipeline.commands()).hasSize(2);
    }

    @Test
    void onlyUnquotedPatternCharactersMakeAPattern() throws ShellSyntaxError {
        List<Word> words =
                ShellParser.parse("ls *.c '*.c' a\\?b [x]")
                        .items()
                        .get(0)
                        .first()
                        .commands()
                        .get(0)
                        .words();
        assertThat(words)
                .extracting(Word::isPattern)
                .containsExactly(false, true, false, false, true);
    }

    @Test
    void theLastStatusIsPutInWhenTheCommandRuns() throws ShellSyntaxError {
        Word word =
                ShellParser.parse("echo \"=$?\" '$?'")
                        .items()
                        .get(0)
                        .first()
                        .commands()
                        .get(0)
                        .words()
                        .get(1);
        assertThat(word.wantsStatus()).isTrue();
        assertThat(word.withStatus(126).text()).isEqualTo("=126");
    }

    @Test
    void linesAndCommentsSeparateCommands() throws ShellSyntaxError {
        assertThat(ShellParser.parse("# first\n\na # b\nc &&\n d\n").items()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    echo 'a      ; the quote ' opened at column 6 is not closed
                    echo "a      ; the quote " opened at column 6 is not closed
                    cat >        ; '>' needs a file name before the end of the line
                    cat > && x   ; '>' needs a file name before '&&'
                    && x         ; a command is missing before '&&'
                    a && ; b     ; a command is missing before ';'
                    @0 ls        ; '@0' names no guest: write @1, @2, ...
                    @two ls      ; '@two' names no guest: write @1, @2, ...
                    echo $HOME   ; '$H': of variables and substitutions only $? is supported
                    echo `id`    ; '`': command substitution is not supported
                    (a)          ; '(': subshells and functions are not supported
                    cat << E     ; '<<': here-documents are not supported
                    a >&b        ; '>&' needs the number of a descriptor, not 'b'
                    """)
    void whatIsNotOfTheLanguageIsSaidWithTheReason(String row) {
        int cut = row.lastIndexOf("; ");
        String line = row.substring(0, cut).strip();
        assertThatThrownBy(() -> ShellParser.parse(line))
                .isInstanceOf(ShellSyntaxError.class)
                .hasMessage(row.substring(cut + 2).strip());
    }

    @Test
    void aBackslashAtALinesEndJoinsLines() throws ShellSyntaxError {
        assertThat(words("echo a\\\nb \\\n c")).containsExactly("echo", "ab", "c");
    }

    @Test
    void everyPipelineKnowsTheLineItBeginsOn() throws ShellSyntaxError {
        CommandList list = ShellParser.parse("a\n\necho 'x\ny' | b\nc; d \\\n e\nf");
        assertThat(list.items())
                .extracting(item -> item.first().line())
                .containsExactly(1, 3, 5, 5, 7);
    }

    @ParameterizedTest
    @CsvSource({"'a\nb &&\n\n;', 4", "'a\n  echo \"x\ny', 2", "'a\n@0 b\nc', 2", "'a\nb >', 2"})
    void anErrorKnowsItsLine(String text, int line) {
        assertThatThrownBy(() -> ShellParser.parse(text))
                .isInstanceOfSatisfying(
                        ShellSyntaxError.class, e -> assertThat(e.line()).isEqualTo(line));
    }

    @Test
    void anEmptyTextHasNoCommands() throws ShellSyntaxError {
        assertThat(ShellParser.parse(" \n# nothing\n").items()).isEmpty();
    }
}
