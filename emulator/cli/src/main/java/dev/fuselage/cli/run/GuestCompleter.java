package dev.fuselage.cli.run;

import dev.fuselage.cli.session.ByteText;
import dev.fuselage.cli.session.HangException;
import dev.fuselage.cli.session.Session;
import dev.fuselage.cli.session.SessionWords;
import java.util.List;
import org.jline.reader.Candidate;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes commands, the session's words, and paths of the guest that the line names. */
final class GuestCompleter implements Completer {

    private final Session session;
    private final int guests;

    GuestCompleter(Session session, int guests) {
        this.session = session;
        this.guests = guests;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<Candidate> candidates) {
        List<String> words = line.words().subList(0, line.wordIndex());
        int first = commandIndex(words);
        if (first == words.size()) {
            SessionWords.commands().forEach(word -> candidates.add(new Candidate(word)));
            return;
        }
        String command = words.get(first);
        List<String> known = SessionWords.after(command);
        if (!known.isEmpty() && words.size() == first + 1) {
            known.forEach(word -> candidates.add(new Candidate(word)));
        } else if (known.isEmpty()) {
            paths(guest(words), line.word(), candidates);
        }
    }

    /** Where the last command of the line begins. */
    private static int commandIndex(List<String> words) {
        int first = 0;
        for (int i = 0; i < words.size(); i++) {
            if (words.get(i).matches(".*(;|&|\\|)$") || words.get(i).matches("@\\d+|!")) {
                first = i + 1;
            }
        }
        return first;
    }

    private int guest(List<String> words) {
        int guest = 1;
        for (String word : words) {
            if (word.matches("@\\d{1,2}")) {
                guest = Integer.parseInt(word.substring(1));
            } else if (word.matches(".*(;|&|\\|)$")) {
                guest = 1;
            }
        }
        return guest >= 1 && guest <= guests ? guest : 1;
    }

    private void paths(int guest, String begun, List<Candidate> candidates) {
        try {
            for (String found : session.complete(guest, ByteText.encode(begun))) {
                String path = ByteText.decode(found);
                boolean complete = !path.endsWith("/");
                candidates.add(new Candidate(path, path, null, null, null, null, complete));
            }
        } catch (HangException e) {
            // A guest that hangs has nothing to offer; the next command tells why.
        }
    }
}
