import LiaisonCases
import LiaisonCodes
import LiaisonDesk
import LiaisonPhotos
import LiaisonQR
import LiaisonRoster
import LiaisonSystem
import LiaisonWording

/// A case's file as the receipt page shows it.
struct ReceiptView {
    let site: Site
    let language: PageLanguage

    /// The page of a case.
    ///
    /// - Parameters:
    ///   - file: The case.
    ///   - query: Its query code.
    ///   - historyPage: Which part of a long history is shown, from 1, the newest.
    /// - Returns: The page.
    func page(_ file: CaseFile, _ query: QueryCode, historyPage: Int = 1) -> ReceiptPage {
        let snapshot = site.current
        let names = HolderNames(roster: snapshot.roster, words: language.words)
        let value = file.case
        let today = BeijingTime(site.clock.now).date
        let isWaiting = !value.isErased && (value.state == .received || value.state == .acknowledged)
        let deadlines = snapshot.deadlines
        var context = ReceiptPage.Context(
            site: snapshot.identity, language: language, number: value.number, queryCode: query,
            state: Self.publicState(file), holder: names.name(of: value.to),
            station: names.isStation(value.to) ? nil : names.name(of: value.station),
            due: isWaiting ? deadlines.due(value) : nil,
            timeline: timeline(file, names), entryHash: file.message?.hash ?? "", actions: actions(value),
            qr: qr(value.number, query, snapshot.baseURL))
        context.isOverdue = deadlines.isOverdue(value, on: today)
        context.isErased = value.isErased
        context.hasHolderLeft = value.isOrphaned(in: snapshot.roster)
        if let assignment = file.assignment, value.state != .closed {
            context.assignment = (assignment.event.personal?.unit, assignment.event.body.facts.until)
        }
        context.topics = snapshot.topics
        context.historyPage = historyPage
        context.personal = personal(file)
        context.writeAgain = snapshot.openForm(insteadOf: value.to, at: value.station)
        context.lookUpAddress = "\(snapshot.baseURL.authority)\(snapshot.baseURL.path)/q"
        return ReceiptPage(context)
    }

    /// What the citizen left of themselves: of what was given more than once the newest.
    private func personal(_ file: CaseFile) -> ReceiptPage.PersonalDetails {
        var details = ReceiptPage.PersonalDetails()
        if file.case.isErased { return details }
        let newest = file.particulars
        details.name = newest.name
        details.maskedPhone = newest.phone.map(ReceiptPage.PersonalDetails.masked)
        details.topic = newest.topic
        details.photos = file.photos.map { stored in
            ReceiptPage.PersonalDetails.Photo(
                format: Self.name(of: stored.photo.format), byteCount: stored.photo.byteCount)
        }
        return details
    }

    /// The case's state; 办理中 once something has been done beyond taking the matter up.
    static func publicState(_ file: CaseFile) -> PublicState {
        let isInHand = file.entries.contains { entry in
            switch entry.event.body {
            case .claimed, .asked, .answered, .replied, .extended, .reopened, .assigned: true
            default: false
            }
        }
        return switch file.case.state {
        case .received: isInHand ? .handling : .received
        case .acknowledged: isInHand ? .handling : .acknowledged
        case .asked: .asked
        case .replied: .replied
        case .closed: .closed
        }
    }

    private func actions(_ value: Case) -> Set<ReceiptPage.Action> {
        if value.isErased { return [] }
        var actions: Set<ReceiptPage.Action> = [.append, .erase]
        if value.refusal(of: .rated(.fair)) == nil { actions.insert(.rate) }
        if value.refusal(of: .reopened) == nil { actions.insert(.reopen) }
        return actions
    }

    private func timeline(_ file: CaseFile, _ names: HolderNames) -> [TimelineEntry] {
        var grade: Choice<Grade>?
        var unit: String?
        var holder = file.case.number.station.description
        var told: Code?
        return file.entries.compactMap { entry in
            let event = entry.event
            let kind: TimelineEntry.Kind
            switch event.body {
            case .received(let receipt):
                holder = names.name(of: receipt.to)
                kind = receipt.arrivedOn.map { .recorded(arrived: $0) } ?? .received
            case .appended, .answered: kind = .appended
            case .acknowledged(let given):
                kind = grade == nil ? .acknowledged(given) : .regraded(given)
                grade = given
            case .asked: kind = .asked
            case .replied: kind = event.on.map { .answeredOnTheSpot($0) } ?? .replied
            case .extended(let until): kind = .extended(until: until)
            case .transferred(let to, let station):
                let next = names.place(of: to, at: station)
                kind = .transferred(from: holder, to: next)
                holder = next
            case .claimed(let by):
                holder = names.name(of: by)
                kind = .claimed(by: holder)
            case .closed(let outcome):
                kind = .closed(outcome, reference: event.personal?.reference)
            case .reopened: kind = .reopened
            case .rated(let rating, let solved): kind = .rated(rating, solved: solved)
            case .assigned(let until):
                unit = event.personal?.unit
                kind = .assigned(unit: unit, until: until)
            case .urged: kind = .urged(unit: unit)
            // Once of everybody who was told: who hears of it every day makes no history.
            case .notified(let notice):
                if told == notice.to { return nil }
                told = notice.to
                kind = names.isStation(notice.to) ? .notifiedOfficer : .notified
            case .erased: kind = .erased
            // What looked like nobody's message has a receipt like any other.
            case .referred, .released, .discarded: return nil
            // Nobody knows here whom it is meant for.
            case .newer: return nil
            }
            return TimelineEntry(
                kind: kind, at: event.at, byName: event.actor.map { names.name(of: $0) },
                onBehalfOf: event.actor?.onBehalfOf.map { names.name(of: $0) }, text: event.personal?.text,
                photoCount: file.case.isErased ? 0 : event.photos.count, added: Self.added(by: event))
        }
    }

    private static func name(of format: PhotoFormat) -> String {
        switch format {
        case .jpeg: "JPEG"
        case .png: "PNG"
        }
    }

    /// What an addition brought beside words and photos.
    private static func added(by event: Event) -> [TimelineEntry.AddedDetail] {
        switch event.body {
        case .appended, .answered: break
        default: return []
        }
        var added: [TimelineEntry.AddedDetail] = []
        if event.personal?.name != nil { added.append(.name) }
        if event.personal?.phone != nil { added.append(.phone) }
        if event.namedTopic != nil { added.append(.topic) }
        return added
    }

    private func qr(_ number: CaseNumber, _ query: QueryCode, _ base: BaseURL) -> ReceiptPage.QRPath {
        let payload = QRPayload(base, path: "R/\(number)/\(query)")
        guard let symbol = try? QRSymbol(payload) else { return ReceiptPage.QRPath(size: 1, data: "") }
        return ReceiptPage.QRPath(
            size: symbol.sideWithQuietZone, data: String(decoding: symbol.svgPath, as: UTF8.self))
    }
}
