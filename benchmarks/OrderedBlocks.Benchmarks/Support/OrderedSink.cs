using System.Runtime.InteropServices;

namespace OrderedBlocks.Benchmarks.Support;

/// <summary>
/// Takes the results in order, one thread at a time: checks each one's number against the expected one, and mixes it in.
/// Padded, so that no other object's traffic disturbs it. A mistake is kept until the end and thrown there: thrown at once, it
/// would stop the taker, and the producer would wait for ever.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal sealed class OrderedSink
{
    [FieldOffset(128)]
    private long _next;

    [FieldOffset(136)]
    private long _mix;

    [FieldOffset(144)]
    private long _wrong;

    [FieldOffset(152)]
    private long _wrongPlace;

    public long Mix => _mix;

    public void Take(long result)
    {
        if ((uint)result != (uint)_next)
        {
            NoteWrong();
        }

        _next++;
        _mix = (_mix * 31) + result;
    }

    /// <summary>Throws unless all came.</summary>
    public void Verify(string what, long items)
    {
        if (_wrong > 0)
        {
            throw new MeasurementException($"{what}: {_wrong} results arrived out of order, the first in place {_wrongPlace}.");
        }

        if (_next != items)
        {
            throw new MeasurementException($"{what}: {_next} results arrived, {items} were expected.");
        }
    }

    private void NoteWrong()
    {
        if (_wrong++ == 0)
        {
            _wrongPlace = _next;
        }
    }
}
