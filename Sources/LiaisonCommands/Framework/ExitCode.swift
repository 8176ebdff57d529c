/// What a command's end tells a script.
package enum ExitCode: Int32, Sendable {
    /// Everything asked for is done.
    case done = 0
    /// Nothing is done, or nothing that counts.
    case failed = 1
    /// The words given make no command.
    case usage = 2
    /// Some of many things are done; the others were named on standard error.
    case partly = 3
    /// The caller may not do that.
    case notAllowed = 4
}
