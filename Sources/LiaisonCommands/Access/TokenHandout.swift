import LiaisonInstallation
import LiaisonRoster
import LiaisonSystem
import LiaisonText
import LiaisonWording

/// Fresh tokens as a file that a spreadsheet opens, to cut up and hand out: whose, where, until when, and the token.
///
/// Headers in the caller's language; UTF-8 with a byte order mark, without which Excel takes Chinese for
/// another encoding.
struct TokenHandout {
    /// The whole file.
    let csv: [UInt8]

    init(
        _ tokens: [(holder: CodeHolder, issued: TokenFile.Issued)], stations roster: Roster, _ words: Wording
    ) {
        var output = [UInt8].csv
        output.appendCSVRow([
            words["token.handout.id"], words["token.handout.name"], words["token.handout.code"],
            words["token.handout.station"], words["token.handout.station-name"], words["token.handout.until"],
            words["token.handout.token"],
        ])
        for (holder, issued) in tokens {
            output.appendCSVRow([
                issued.record.id, holder.name, holder.code.description, holder.station.description,
                roster.station(holder.station)?.name ?? "",
                issued.record.expires.map { BeijingTime($0).date.iso8601 } ?? "", issued.token.text,
            ])
        }
        csv = output
    }
}
