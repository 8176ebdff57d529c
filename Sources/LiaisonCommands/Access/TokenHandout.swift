import LiaisonInstallation
import LiaisonRoster
import LiaisonSystem
import LiaisonText

/// Fresh tokens as a file that a spreadsheet opens, to cut up and hand out: whose, where, until when, and the token.
///
/// Chinese headers as all of Liaison's tables have; UTF-8 with a byte order mark, without which Excel takes Chinese for
/// another encoding.
struct TokenHandout {
    /// The whole file.
    let csv: [UInt8]

    init(_ tokens: [(holder: CodeHolder, issued: TokenFile.Issued)], stations roster: Roster) {
        var output: [UInt8] = [0xEF, 0xBB, 0xBF]
        output.appendCSVRow(["令牌编号", "姓名或站点", "代码", "站点编号", "站点名称", "有效期至", "令牌"])
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
