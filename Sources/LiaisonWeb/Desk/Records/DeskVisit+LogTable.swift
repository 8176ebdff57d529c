import LiaisonDesk
import LiaisonHTTP
import LiaisonSystem
import LiaisonText

// The registers as a table.
extension DeskVisit {
    /// What narrows the registers.
    static let logFilters = ["state", "register", "unsettled", "deputy", "station", "from", "to"]

    /// `GET /desk/log?format=html|csv`: the registers as the page lists them, all of them, to print or for a spreadsheet.
    ///
    /// - Returns: The table; nothing where no format is asked for.
    /// - Throws: What is wrong with the filter, or with the store.
    func logTable() throws(CaseActionError) -> Response? {
        guard request.method == .get, let format = value("format"), ["html", "csv"].contains(format) else {
            return nil
        }
        var entries: [JSON] = []
        let query = try RecordDesk.EntryQuery { request.queryValue($0) }
        try recordDesk.forEachPart(of: query, size: 200) { part in
            entries += part
            return true
        }
        defer { Heap.trim() }
        return format == "csv"
            ? .file(RegisterTable.csv(entries, words), type: "text/csv; charset=utf-8", name: "log.csv")
            : .printable(RegisterTable.html(entries, words), route: "/desk/log")
    }

    /// The ways to the table, narrowed as the page is.
    var logTableLinks: Markup {
        let kept = Self.logFilters.compactMap { name in
            value(name).map { "&\(name)=\(URIComponent.encoded($0))" }
        }.joined()
        var links: Markup = ""
        for (format, key) in [("html", "desk.log.print"), ("csv", "desk.report.csv")] {
            let target = template.link("/desk/log?format=\(format)\(kept)")
            links += "<p class=\"screen\"><a class=\"button second\" href=\"\(target)\">\(words(key))</a>\n"
        }
        return links
    }
}
