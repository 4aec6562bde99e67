using System.Runtime.InteropServices;
using OrderedBlocks.Benchmarks.Support;

namespace OrderedBlocks.Benchmarks.CacheLines;

/// <summary>
/// Slots that go one way: a producer writes all words of the slots of a ring, another thread reads them. Each works on one half
/// of the ring while the other is on the other half, so the two are half a ring apart and meet once in half a round only. What
/// is measured is the way of the lines.
/// </summary>
internal sealed class SlotStream(int slotBytes)
{
    private const int Slots = 1024;
    private const int Half = Slots / 2;
    private const int LineWords = 128 / sizeof(long);

    private readonly int _words = slotBytes / sizeof(long);

    // pinned, so that it can begin at a line's begin and stays there
    private readonly long[] _ring = GC.AllocateArray<long>((Slots * (slotBytes / sizeof(long))) + (3 * LineWords), pinned: true);

    private readonly Line _written = new();
    private readonly Line _read = new();

    // written by the reader, looked at when both threads have ended
    private long _difference;

    /// <summary>The time of a slot in ns.</summary>
    public double Run(int halves)
    {
        TimeSpan time = Pair.Time(() => Write(halves), () => Read(halves));
        return _difference == 0
            ? time.TotalNanoseconds / ((double)halves * Half)
            : throw new MeasurementException("A slot of the stream did not hold what was written to it.");
    }

    private void Write(int halves)
    {
        for (int half = 0; half < halves; half++)
        {
            while (half - Volatile.Read(ref _read.Word) >= 2)
            {
            }

            Span<long> words = Words(half);
            long position = (long)half * Half;
            for (int word = 0; word < words.Length; word += _words, position++)
            {
                words.Slice(word, _words).Fill(position);
            }

            Volatile.Write(ref _written.Word, half + 1);
        }
    }

    private void Read(int halves)
    {
        long difference = 0;
        for (int half = 0; half < halves; half++)
        {
            while (Volatile.Read(ref _written.Word) <= half)
            {
            }

            Span<long> words = Words(half);
            long position = (long)half * Half;
            for (int word = 0; word < words.Length; word += _words, position++)
            {
                foreach (long value in words.Slice(word, _words))
                {
                    difference |= value ^ position;
                }
            }

            Volatile.Write(ref _read.Word, half + 1);
        }

        _difference = difference;
    }

    private Span<long> Words(int half) => _ring.AsSpan(Begin() + (half % 2 * Half * _words), Half * _words);

    private int Begin()
    {
        nint address = Marshal.UnsafeAddrOfPinnedArrayElement(_ring, 0);
        return LineWords + (int)((128 - (address % 128)) / sizeof(long));
    }
}
