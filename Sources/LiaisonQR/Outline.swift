/// The borders between dark and light, as closed loops of whole-module steps.
///
/// Tracing the borders instead of drawing a square for each module leaves no hairlines between neighbours,
/// however a printer rounds, and makes the shortest path.
struct Outline {
    private enum Direction: UInt8 {
        case right, down, left, up

        var step: (x: Int, y: Int) {
            switch self {
            case .right: (1, 0)
            case .down: (0, 1)
            case .left: (-1, 0)
            case .up: (0, -1)
            }
        }
    }

    private let width: Int
    /// For each corner, a bit for each direction in which a border leaves it; dark lies to its right.
    private var leaving: [UInt8]

    /// Finds the borders of a symbol.
    init(_ symbol: QRSymbol) {
        width = symbol.side + 1
        leaving = [UInt8](repeating: 0, count: width * width)
        for y in 0..<symbol.side {
            for x in 0..<symbol.side where symbol[x, y] {
                if !symbol[x, y - 1] { add(.right, x, y) }
                if !symbol[x + 1, y] { add(.down, x + 1, y) }
                if !symbol[x, y + 1] { add(.left, x + 1, y + 1) }
                if !symbol[x - 1, y] { add(.up, x, y + 1) }
            }
        }
    }

    /// The loops as SVG path data, moved right and down by `offset`; fills right under either fill rule.
    consuming func path(offset: Int) -> [UInt8] {
        var path: [UInt8] = []
        path.reserveCapacity(leaving.count * 3)
        for y in 0..<width {
            for x in 0..<width where leaving[y * width + x] & 1 << Direction.right.rawValue != 0 {
                path.append(contentsOf: "M\(x + offset) \(y + offset)".utf8)
                appendLoop(x, y, to: &path)
            }
        }
        return path
    }

    private mutating func add(_ direction: Direction, _ x: Int, _ y: Int) {
        leaving[y * width + x] |= 1 << direction.rawValue
    }

    private mutating func take(_ direction: Direction, _ x: Int, _ y: Int) -> Bool {
        let bit: UInt8 = 1 << direction.rawValue
        guard leaving[y * width + x] & bit != 0 else { return false }
        leaving[y * width + x] &= ~bit
        return true
    }

    private mutating func appendLoop(_ startX: Int, _ startY: Int, to path: inout [UInt8]) {
        var (x, y) = (startX, startY)
        var direction = Direction.right
        while true {
            var length = 0
            while take(direction, x, y) {
                x += direction.step.x
                y += direction.step.y
                length += 1
            }
            if length == 0 { break }
            // The last step home is what `z` draws.
            if x == startX && y == startY && direction == .up { break }
            let distance = length * (direction.step.x + direction.step.y)
            path.append(contentsOf: "\(direction.step.y == 0 ? "h" : "v")\(distance)".utf8)
            direction = turn(from: direction, x, y)
        }
        path.append(UInt8(ascii: "z"))
    }

    /// Where the border goes on at a corner; where two dark modules touch only there, each keeps its own loop.
    private func turn(from direction: Direction, _ x: Int, _ y: Int) -> Direction {
        let right = Direction(rawValue: (direction.rawValue + 1) % 4) ?? .right
        let left = Direction(rawValue: (direction.rawValue + 3) % 4) ?? .right
        return leaving[y * width + x] & 1 << right.rawValue != 0 ? right : left
    }
}
