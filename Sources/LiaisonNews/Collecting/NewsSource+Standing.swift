import LiaisonCases
import LiaisonCodes
import LiaisonRecords
import LiaisonRoster
import LiaisonSystem

/// Whether news still is: between an event and its telling people leave, cases are answered, transferred and erased.
extension NewsSource {
    /// A piece as it is to be told now; blocks on the disk.
    ///
    /// - Parameter piece: As it was found.
    /// - Returns: The piece, to whoever answers for it now; nothing once there is nothing to tell.
    /// - Throws: What the file system says.
    func current(_ piece: NewsPiece) throws(SystemError) -> NewsPiece? {
        if let number = piece.caseNumber {
            guard let value = try openCase(number, in: piece), let addressee = addressee(of: value) else {
                return nil
            }
            var current = piece
            (current.to, current.station) = (addressee.code, addressee.station)
            current.due = Self.isWaiting(value) ? deadlines.due(value) : nil
            return current
        }
        guard let addressee = addressee(insteadOf: piece.to, at: piece.station) else { return nil }
        var current = piece
        (current.to, current.station) = (addressee.code, addressee.station)
        switch piece.kind {
        case .pending:
            current.count = try pending(at: piece.station).count
            return current.count > 0 ? current : nil
        case .reception where piece.movedFrom != nil:
            guard try isMoved(piece) else { return nil }
        case .reception:
            guard let date = piece.due, date >= today, try isReceptionDay(date, at: piece.station) else {
                return nil
            }
        case .activity:
            guard try isStillNear(piece) else { return nil }
        case .daily:
            if piece.covers.isEmpty { break }
            current.covers = []
            for covered in piece.covers where try isTellable(covered) { current.covers.append(covered) }
            if current.covers.isEmpty { return nil }
            current.count = max(1, piece.count - piece.covers.count + current.covers.count)
        case .new, .added, .due, .overdue, .transferred: break
        }
        return current
    }

    /// The case of a piece, as long as the piece is news of it.
    private func openCase(_ number: CaseNumber, in piece: NewsPiece) throws(SystemError) -> Case? {
        guard let value = try value(of: number), !value.isErased, !value.isHidden else { return nil }
        let isNews =
            switch piece.kind {
            // Whoever took it since knows of it, and whoever got it is told of that.
            case .new: Self.isWaiting(value) && value.to == piece.holder
            case .transferred: value.state != .closed && value.to == piece.holder
            case .added: value.additions.areWaiting
            case .due: Self.isWaiting(value) && deadlines.due(value) <= today.adding(days: Self.notice)
            case .overdue: deadlines.isOverdue(value, on: today)
            case .pending, .reception, .activity, .daily: true
            }
        return isNews ? value : nil
    }

    /// Whether there is still something to tell of a case among others.
    private func isTellable(_ covered: NewsPiece.Covered) throws(SystemError) -> Bool {
        guard let value = try value(of: covered.caseNumber) else { return false }
        if value.isErased { return false }
        return switch covered.kind {
        case .added: value.additions.areWaiting
        case .transferred: value.state != .closed
        case .new, .due, .overdue, .pending, .reception, .activity, .daily: Self.isWaiting(value)
        }
    }

    private func value(of number: CaseNumber) throws(SystemError) -> Case? {
        let found = try ledger.cases(of: number.station, numbered: [number]).filter { $0.number == number }
        // A paper form's number may have led to a vacated case before.
        return found.first { !$0.isVacated } ?? found.first
    }

    private func isMoved(_ piece: NewsPiece) throws(SystemError) -> Bool {
        guard let station = roster.station(piece.station) else { return false }
        return try receptionMoves(of: station).contains {
            $0.change.on == piece.movedFrom && $0.to == piece.due
        }
    }

    private func isReceptionDay(_ date: CivilDate, at id: StationID) throws(SystemError) -> Bool {
        guard let station = roster.station(id) else { return false }
        return try receptionDays(of: station, from: date, through: date).contains { $0.date == date }
    }
}
