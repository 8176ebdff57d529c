import Glibc
import LiaisonCodes
import LiaisonJournal
import LiaisonStore
import LiaisonSystem
import Synchronization

/// What a verification looks at, and for.
package struct VerificationRequest: Sendable {
    /// Whose segments; all when nothing is given.
    package var stations: [StationID]?
    /// What needn't be read again.
    package var marks = VerifiedMarks()
    /// What was kept elsewhere, to be compared.
    package var seals: [StationID: StationSeal] = [:]
    /// An entry to be found: a case and the hash that its receipt shows.
    package var entry: (number: CaseNumber, hash: LineHash)?

    /// Waits a moment before a segment is looked at again whose end can't be read: another server may be writing it, see
    /// ``SegmentDoubt``. Nothing is looked at again where there is none.
    package var pause: (@Sendable () -> Void)?
    /// How many times, at most.
    package static let pauses = 8

    package init(stations: [StationID]? = nil) { self.stations = stations }

    /// A pause on a running system: with all of them two seconds.
    package static let quarterOfASecond: @Sendable () -> Void = { usleep(250_000) }
}

extension Ledger {
    /// Reads every segment back and checks every byte of it: shape, chain, seals, heads, cases.
    ///
    /// Stations are checked side by side. Where the part behind ``VerificationRequest/marks`` shows anything wrong,
    /// the station is checked once more as a whole.
    ///
    /// - Parameter request: What to look at.
    /// - Returns: What it has found; a file that can't be read is a finding too.
    /// - Throws: When the stations can't be listed, or the machine allows no threads.
    package func verify(
        _ request: VerificationRequest = VerificationRequest()
    ) throws(SystemError) -> Verification {
        // A station that was sealed or seen and is gone is looked at too: its segments are missing.
        let seen = Set(request.seals.keys).union(request.marks.segments.keys)
            .union(ExtractFile.stations(in: directory))
        let listed = Set(try stations()).union(seen)
        let chosen = (request.stations ?? Array(listed)).sorted()
        let results = Mutex<[Int: Verification]>([:])
        let survey = Mutex(ReferralSurvey())
        let (root, photos) = (directory, photos)
        try Thread.concurrently(chosen.count) { index in
            let (result, found) = Verification.result(of: chosen[index], in: root, photos, request)
            survey.withLock { $0.add(found) }
            results.withLock { $0[index] = result }
        }
        var total = results.withLock { results in
            chosen.indices.reduce(into: Verification()) { total, index in
                if let result = results[index] { total.add(result) }
            }
        }
        addLostCases(survey.withLock { $0 }, request, to: &total)
        return total
    }

    /// Names the cases that one of the stations was handed and that their own ledger doesn't have.
    private func addLostCases(
        _ survey: ReferralSurvey, _ request: VerificationRequest, to total: inout Verification
    ) {
        for (station, numbers) in survey.lacking {
            // Of stations that nobody asked for nothing was read.
            if let chosen = request.stations, !chosen.contains(station) { continue }
            // It may have come, and gone on, since that ledger was read; or stand in a part that wasn't read again.
            var whole = survey
            whole.add(Verification.result(of: station, in: directory, photos, VerificationRequest()).survey)
            for number in whole.lacking.flatMap(\.numbers) where numbers.contains(number) {
                guard let finding = whole.finding(number) else { continue }
                total.findings.append(finding)
                // The line that refers to it is read the next time too.
                for other in Array(total.marks.segments.keys)
                where finding.place.path.hasPrefix("\(directory.directory(of: other).path)/") {
                    total.marks.segments[other] = nil
                }
            }
        }
    }
}

extension Verification {
    fileprivate static func result(
        of station: StationID, in root: DataDirectory, _ photos: PhotoStore, _ request: VerificationRequest
    ) -> (result: Verification, survey: ReferralSurvey) {
        var cases = CaseCheck(photos: photos)
        cases.entry = request.entry.flatMap { $0.number.station == station ? $0 : nil }
        var check = StationCheck(
            of: InboxDirectory(of: station, in: root), lines: cases)
        check.expected = request.marks.segments[station] ?? [:]
        check.seal = request.seals[station]
        check.cached = ExtractFile(of: station, in: root).settledHeads
        var quick = check
        quick.skipped = check.expected
        if cases.entry == nil, !quick.skipped.isEmpty {
            quick.run()
            if quick.result.findings.isEmpty { return (quick.result, quick.lines.survey) }
        }
        for _ in 0..<VerificationRequest.pauses {
            var attempt = check
            attempt.run()
            guard attempt.mayBeUnfinished, let pause = request.pause else {
                return (attempt.result, attempt.lines.survey)
            }
            pause()
        }
        check.run()
        return (check.result, check.lines.survey)
    }
}

extension Verification {
    fileprivate mutating func add(_ other: Verification) {
        stations += other.stations
        segments += other.segments
        lines += other.lines
        cases += other.cases
        bytes += other.bytes
        newerLines += other.newerLines
        tornTails += other.tornTails
        findings += other.findings
        wordsLeft += other.wordsLeft
        marks.segments.merge(other.marks.segments) { _, new in new }
        entry = entry ?? other.entry
        entryTime = entryTime ?? other.entryTime
    }
}
