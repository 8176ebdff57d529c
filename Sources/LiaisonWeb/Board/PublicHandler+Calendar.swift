import LiaisonCodes
import LiaisonDesk
import LiaisonHTTP
import LiaisonRecords
import LiaisonRoster
import LiaisonSystem
import LiaisonWording

extension PublicHandler {
    /// How long before and after today a calendar reaches, in days.
    private static let calendarReach = (before: 92, after: 366)

    /// `GET /<CODE>/calendar.ics`: the reception days of a station, or of the station of a deputy, with an ETag.
    ///
    /// Of a deputy's station, the days on which it is said that others are on duty are left out. A code that isn't in use
    /// has the answer that its form has.
    func sendCalendar(_ code: Code, _ request: Request, _ responder: Responder) {
        let snapshot = site.current
        guard case .active(let holder) = snapshot.roster.state(of: code),
            let station = stationInUse(code, snapshot)
        else { return responder.send(absent(code, snapshot, language(request))) }
        // A year of days takes as long as many pages.
        lanes.run(.citizens, for: request.client.lane, request, responder) {
            responder.send(calendar(of: holder, station, snapshot, request))
        }
    }

    private func calendar(
        of holder: CodeHolder, _ station: Station, _ snapshot: SiteSnapshot, _ request: Request
    ) -> Response {
        let language = language(request)
        let words = language.words
        let today = site.today
        let first = today.adding(days: -Self.calendarReach.before)
        let last = today.adding(days: Self.calendarReach.after)
        var days = site.reception(in: snapshot).days(
            of: station.receptionPlan, at: station.id, from: first, through: last)
        if case .deputy(let deputy) = holder {
            let codes = Set(snapshot.roster.codes(ofHolderOf: deputy.code))
            days = days.filter { $0.deputies.isEmpty || !codes.isDisjoint(with: $0.deputies) }
        }
        let file = ReceptionFile(
            name: words("calendar.name", ["station": station.name]),
            summary: words("calendar.summary", ["station": station.name]), location: station.address,
            address: language.link("\(snapshot.baseURL)/\(holder.code)"),
            host: "\(snapshot.baseURL.authority)",
            station: station.id, made: BeijingTime.start(of: today))
        let activities = (site.boards.board(of: station.id)?.shown(on: today) ?? []).compactMap { notice in
            notice.activity.map {
                ReceptionFile.Activity(
                    number: notice.number, on: $0, title: notice.title, text: notice.text,
                    address: language.link("\(snapshot.baseURL)/\(holder.code)/notices") + "#\(notice.number)"
                )
            }
        }
        let bytes = file.bytes(of: days, activities) { description(of: $0, station, snapshot, words) }
        return .revalidated(bytes, PageHeaders.calendar, request, route: "/:code/calendar.ics")
            ?? notFound(request)
    }

    /// What an event says beside its time and place.
    private func description(
        of day: ReceptionDay, _ station: Station, _ snapshot: SiteSnapshot, _ words: Wording
    ) -> String {
        var lines: [String] = []
        let names = day.deputies.compactMap { snapshot.roster.state(of: $0)?.holder.name }.map {
            words("name.deputy", ["name": $0])
        }
        if let first = names.first {
            let all = names.dropFirst().reduce(first) {
                words("reception.two-names", ["first": $0, "second": $1])
            }
            lines.append(words("calendar.duty", ["names": all]))
        }
        if let from = day.movedFrom { lines.append(words("calendar.moved", ["date": words.date(from)])) }
        if day.isProvisional { lines.append(words("calendar.provisional")) }
        if day.isLate { lines.append(words("calendar.late")) }
        if let reason = day.cancelled {
            lines.append(words("calendar.cancelled"))
            if !reason.isEmpty { lines.append(reason) }
        }
        if !station.phone.isEmpty { lines.append(words("calendar.phone", ["phone": station.phone])) }
        return lines.joined(separator: "\n")
    }
}

extension String {
    /// Whether a value of If-None-Match names an entity tag (RFC 9110 section 13.1.2).
    func names(_ tag: String) -> Bool {
        split(separator: ",").contains { candidate in
            let trimmed = candidate.filter { $0 != " " }
            return trimmed == tag || trimmed == "W/\(tag)" || trimmed == "*"
        }
    }
}
