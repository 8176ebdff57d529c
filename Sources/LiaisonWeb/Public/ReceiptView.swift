import LiaisonCodes
import LiaisonLedger
import LiaisonQR
import LiaisonRoster
import LiaisonSystem
import LiaisonWording

/// A case's file as the receipt page shows it.
struct ReceiptView {
    let site: Site
    let language: Language

    /// The page of a case.
    func page(_ file: CaseFile, _ query: QueryCode) -> ReceiptPage {
        let snapshot = site.current
        let names = HolderNames(roster: snapshot.roster, words: Assets.pages(language))
        let value = file.case
        let today = BeijingTime(site.clock.now).date
        let isWaiting = value.state == .received || value.state == .acknowledged
        var context = ReceiptPage.Context(
            site: snapshot.identity, language: language, number: value.number, queryCode: query,
            state: Self.publicState(value), holder: names.name(of: value.to),
            station: names.name(of: value.station), due: isWaiting ? value.due : nil,
            timeline: timeline(file, names), entryHash: file.message?.hash ?? "", actions: actions(value),
            qr: qr(value.number, query, snapshot.baseURL))
        context.isOverdue = value.isOverdue(on: today)
        return ReceiptPage(context)
    }

    static func publicState(_ value: Case) -> PublicState {
        switch value.state {
        case .received: .received
        case .acknowledged: .acknowledged
        case .asked: .asked
        case .replied: .replied
        case .closed: .closed
        }
    }

    private func actions(_ value: Case) -> Set<ReceiptPage.Action> {
        if value.isErased { return [] }
        var actions: Set<ReceiptPage.Action> = [.append]
        if value.refusal(of: .rated(.fair)) == nil { actions.insert(.rate) }
        if value.refusal(of: .reopened) == nil { actions.insert(.reopen) }
        return actions
    }

    private func timeline(_ file: CaseFile, _ names: HolderNames) -> [TimelineEntry] {
        var grade: Grade?
        var holder = file.case.number.station.description
        return file.entries.map { entry in
            let event = entry.event
            let kind: TimelineEntry.Kind
            switch event.body {
            case .received(let receipt):
                holder = names.name(of: receipt.to)
                kind = .received
            case .appended, .answered: kind = .appended
            case .acknowledged(let given):
                let word = PublicGrade(rawValue: given.rawValue) ?? .ordinary
                kind = grade == nil ? .acknowledged(word) : .regraded(word)
                grade = given
            case .asked: kind = .asked
            case .replied: kind = .replied
            case .extended(let until): kind = .extended(until: until)
            case .transferred(let to, _):
                kind = .transferred(from: holder, to: names.name(of: to))
                holder = names.name(of: to)
            case .claimed(let by):
                holder = names.name(of: by)
                kind = .claimed
            case .closed(let outcome): kind = .closed(PublicOutcome(rawValue: outcome.rawValue) ?? .explained)
            case .reopened: kind = .reopened
            case .rated(let rating): kind = .rated(PublicRating(rawValue: rating.rawValue) ?? .fair)
            case .erased: kind = .erased
            }
            return TimelineEntry(
                kind: kind, at: event.at, byName: event.actor.map { names.name(of: $0) },
                onBehalfOf: event.actor?.onBehalfOf.map { names.name(of: $0) }, text: event.personal?.text)
        }
    }

    private func qr(_ number: CaseNumber, _ query: QueryCode, _ base: BaseURL) -> ReceiptPage.QRPath {
        let payload = QRPayload(base, path: "R/\(number)/\(query)")
        guard let symbol = try? QRSymbol(payload) else { return ReceiptPage.QRPath(size: 1, data: "") }
        return ReceiptPage.QRPath(
            size: symbol.sideWithQuietZone, data: String(decoding: symbol.svgPath, as: UTF8.self))
    }
}

/// What people call the holders of codes.
struct HolderNames {
    let roster: Roster
    let words: Wording

    /// 某某代表, or the station's name; the code itself when nobody ever held it.
    func name(of code: Code) -> String {
        switch roster.state(of: code)?.holder {
        case .deputy(let deputy)?: words("name.deputy", ["name": deputy.name])
        case .station(let station)?: station.name
        case nil: code.description
        }
    }

    /// The station's name; its identifier when the roster doesn't know it.
    func name(of station: StationID) -> String { roster.station(station)?.name ?? station.description }

    /// Whoever acted, from the role that the ledger keeps.
    func name(of actor: Actor) -> String {
        let parts = actor.role.split(separator: " ", maxSplits: 1)
        switch (parts.first, parts.dropFirst().first) {
        case ("deputy", let code?):
            guard let code = try? Code(parsing: code) else { return actor.role }
            return name(of: code)
        case ("station", let id?):
            guard let id = StationID(id) else { return actor.role }
            return words("holder.officer", ["station": name(of: id)])
        case ("office", nil): return words("holder.office")
        default: return actor.role
        }
    }
}
