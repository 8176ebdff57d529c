import LiaisonJournal

extension Case {
    /// Why an act that the case doesn't hold yet can't be done now, whatever comes with it, or nothing when it can.
    func refusal(of action: CaseAction) -> LedgerError? {
        if action.onlyRepeats { return .absent }
        if let holder = action.holder, holder != to { return .refused(.claimed(by: to)) }
        return refusal(of: fitting(action.body)).map { .refused($0) }
    }

    /// Why an event can't be taken now, with what comes with it, or nothing when it can.
    func refusal(of event: Event, _ words: SealedWords?, photos: Int) -> TransitionRefusal? {
        refusal(of: event.body)
            ?? additions.refusal(of: event, length: words?.bytes.count ?? 0, photos: photos)
    }

    /// Why an event can't happen now, or nothing when it can.
    package func refusal(of body: Event.Body) -> TransitionRefusal? {
        if isErased {
            if case .erased = body { return nil }
            return .erased
        }
        switch body {
        // Nobody asks for an event that this release doesn't know.
        case .received, .referred, .newer: return .alreadyReceived
        case .answered: return state == .asked ? nil : .notAsked
        case .asked, .acknowledged, .extended, .replied, .assigned: return state == .closed ? .closed : nil
        case .closed(.known(.mistaken)):
            if channel == .known(.scan) { return .notEntered }
            // A mistake is seen when all is done; and what a citizen wrote can't be made uncounted.
            return isMistaken ? .closed : nil
        case .closed: return state == .closed ? .closed : nil
        case .urged:
            if state == .closed { return .closed }
            return isAssigned ? nil : .notAssigned
        case .transferred(let code, let station):
            if state == .closed { return .closed }
            return code == to && station == self.station ? .alreadyThere : nil
        case .claimed(let code):
            if state == .closed { return .closed }
            guard let claimedBy, claimedBy != code else { return nil }
            return .claimed(by: claimedBy)
        case .reopened: return state == .closed || state == .replied ? nil : .notClosed
        case .rated: return state == .closed || state == .replied ? nil : .notAnswered
        case .released: return isHidden ? nil : .notQuarantined
        case .discarded: return screening == .waiting ? nil : .notQuarantined
        case .appended, .erased, .notified: return nil
        }
    }
}
