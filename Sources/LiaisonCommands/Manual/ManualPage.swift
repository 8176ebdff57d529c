import LiaisonSystem

/// One manual page in mdoc(7).
struct ManualPage {
    /// What man(1) calls it, such as `liaison-inbox-pull`.
    let name: String
    /// The section of the manual: 1 for commands, 5 for files.
    let section: Int
    /// What it is about, in one line without a full stop.
    let about: String
    /// Everything behind the section NAME.
    let body: String

    /// Where it stands below a directory of manual pages: `man1/liaison-inbox-pull.1`.
    var path: String { "man\(section)/\(name).\(section)" }

    /// The page.
    func text(on date: CivilDate) -> String {
        """
        .Dd \(Self.months[date.month - 1]) \(date.day), \(date.year)
        .Dt \(name.uppercased()) \(section)
        .Os
        .Sh NAME
        .Nm \(name)
        .Nd \(Mdoc.argument(about))

        """ + body
    }

    /// What mdoc(7) wants in `.Dd`, whatever the page's language.
    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
        "November", "December",
    ]
}

/// A reference to another page, sorted as mdoc(7) wants them: by section, then by name.
struct ManualReference: Hashable, Comparable {
    let name: String
    let section: Int

    init(_ name: String, _ section: Int) { (self.name, self.section) = (name, section) }

    static func < (first: ManualReference, second: ManualReference) -> Bool {
        (first.section, first.name) < (second.section, second.name)
    }

    /// The section SEE ALSO.
    static func seeAlso(_ references: Set<ManualReference>, _ text: String? = nil) -> String {
        let lines = references.sorted().map { ".Xr \($0.name) \($0.section)" }
        return ".Sh SEE ALSO\n\(lines.joined(separator: " ,\n"))\n"
            + (text.map { ".Pp\n\(Mdoc.text($0))" } ?? "")
    }
}
