//! The code on screen: its size, its countdown, which part is seen. Pure.

/// The smallest a code is drawn, quiet zone and all, in pixels.
pub(crate) const SMALLEST: u32 = 280;
/// Modules of the quiet zone on each side.
pub(crate) const QUIET: u32 = 4;
/// A new code is asked for so many seconds before the old one ends.
pub(crate) const AHEAD_SECS: i64 = 4;

/// Pixels a module: whole, as many as fit into `room`, never below [`SMALLEST`] in all; `steps`
/// larger or smaller than that.
pub(crate) fn scale(side: u32, room: u32, steps: i32) -> u32 {
    let modules = side + 2 * QUIET;
    let least = SMALLEST.div_ceil(modules).max(1);
    let fitting = (room / modules).max(least);
    fitting.saturating_add_signed(steps).max(least)
}

/// The dark modules as the path of an SVG, one unit a module, the quiet zone around them.
pub(crate) fn path(side: u32, modules: &str) -> String {
    let mut path = String::new();
    let bits = modules.as_bytes();
    let is_dark = |column: u32, row: u32| {
        column < side && bits.get((row * side + column) as usize) == Some(&b'1')
    };
    for row in 0..side {
        let mut column = 0;
        while column < side {
            let start = column;
            while is_dark(column, row) {
                column += 1;
            }
            if column > start {
                let length = column - start;
                let (x, y) = (start + QUIET, row + QUIET);
                path.push_str(&format!("M{x} {y}h{length}v1h-{length}z"));
            }
            column += 1;
        }
    }
    path
}

/// Seconds until `end`, never negative.
pub(crate) fn left(end: i64, now: i64) -> i64 {
    (end - now).max(0)
}

/// What is read out: at the start, at thirty and at ten seconds, not every second.
pub(crate) fn aloud(left: i64) -> i64 {
    match left {
        31.. => 60,
        11..=30 => 30,
        _ => 10,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_whole_pixels_and_is_never_too_small() {
        assert_eq!(scale(53, 427, 0), 7);
        assert_eq!(scale(117, 428, 0), 3);
        // Narrow: larger than the room rather than unreadable.
        assert_eq!(scale(117, 305, 0), 3);
        assert_eq!(scale(117, 428, 2), 5);
        for side in [21, 53, 65, 117, 177] {
            for steps in [-20, -1, 0, 3] {
                assert!(
                    scale(side, 300, steps) * (side + 8) >= SMALLEST,
                    "{side} {steps}"
                );
            }
        }
    }

    #[test]
    fn the_path_has_every_dark_module_and_no_other() {
        assert_eq!(
            path(3, "110"),
            "M4 4h2v1h-2z",
            "rows that are missing are light"
        );
        assert_eq!(path(2, "1001"), "M4 4h1v1h-1zM5 5h1v1h-1z");
        assert_eq!(path(2, "1111"), "M4 4h2v1h-2zM4 5h2v1h-2z");
        assert_eq!(path(3, "101000010"), "M4 4h1v1h-1zM6 4h1v1h-1zM5 6h1v1h-1z");
    }

    #[test]
    fn the_countdown_ends_at_zero_and_is_read_out_twice() {
        assert_eq!((left(100, 40), left(100, 160)), (60, 0));
        assert_eq!(
            [aloud(60), aloud(30), aloud(11), aloud(10), aloud(0)],
            [60, 30, 30, 10, 10]
        );
    }
}
