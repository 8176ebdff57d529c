import LiaisonCases
import LiaisonCodes
import LiaisonInstallation
import LiaisonPosters
import LiaisonRoster
import LiaisonSystem

extension PosterCommand {
    /// Paper forms with fresh case numbers, whose query codes follow from the installation's secret: nothing is
    /// stored until `intake --form NUMBER` enters one.
    ///
    /// - Parameters:
    ///   - station: The station that takes the forms in.
    ///   - source: The installation.
    ///   - press: The language and the date.
    ///   - context: The clock, whose day is in the numbers.
    /// - Returns: The HTML file.
    /// - Throws: A failure with a remedy, such as settings that the law needs being blank.
    func paperForms(
        of station: Station, _ source: PrintSource, _ press: PosterPress, _ context: CommandContext
    ) throws(CommandFailure) -> [UInt8] {
        let blank = [Setting.handler, .contact, .retention].filter { source.configuration[$0].isEmpty }
        if !blank.isEmpty {
            throw CommandFailure(
                "poster.blank", ["settings": blank.map(\.rawValue).joined(separator: ", ")],
                remedy: "poster.blank.remedy")
        }
        let keys = ReceiptKeys(
            secret: try CommandFailure.wrapping { () throws(InstallationError) in
                try source.directory.secret()
            })
        let date = BeijingTime(context.clock.now).date
        var numbers: Set<CaseNumber> = []
        while numbers.count < formCount {
            let value = RandomBytes.make(count: 8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            numbers.insert(CaseNumber(station: station.id, date: date, value: value))
        }
        let forms = numbers.sorted().map { number in
            PosterForm(
                caseNumber: number.description,
                queryCode: keys.queryCode(forNonce: keys.nonce(ofForm: number)))
        }
        let notice = PosterNotice(
            handler: source.configuration[.handler], contact: source.configuration[.contact],
            retention: source.configuration[.retention],
            ordinaryMonths: source.configuration[.ordinaryMonths],
            majorMonths: source.configuration[.majorMonths])
        return try CommandFailure.printing { () throws(PosterError) in
            try press.paperForms(forms, of: source.poster(station), notice: notice, on: job.paper)
        }
    }
}
