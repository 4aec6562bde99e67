namespace OrderedBlocks.Observation;

/// <summary>
/// Tells how long the oldest item has been in a block, though nothing is noted when an item comes: by looks at the block.
/// Not thread-safe.
/// </summary>
/// <remarks>
/// <para>Each look notes how many positions were taken until then, and the time. So an item's position was taken before the
/// first look that notes a larger number, and after the look before that. The time since the former is the figure. It is never
/// too large, and too small by no more than the time between the two looks.</para>
/// <para>A look that finds nothing new notes nothing: whatever comes later comes after it. Of more than so many notes the one is
/// dropped without which the figure becomes least inexact, in proportion.</para>
/// </remarks>
internal sealed class OldestItem
{
    /// <summary>Notes that are kept, at the most.</summary>
    public const int MaxNotes = 64;

    // The numbers and the times grow.
    private readonly List<(long Taken, long Time)> _notes = [];

    /// <summary>Looks at the block.</summary>
    /// <param name="taken">Positions taken until <paramref name="now"/>.</param>
    /// <param name="now">A time after that number was read.</param>
    /// <param name="passed">Positions that the head has passed at <paramref name="now"/> or later.</param>
    /// <returns>A time at which the oldest item was in the block: <paramref name="now"/> if there is none, or nothing is known.</returns>
    public long Look(long taken, long now, long passed)
    {
        int gone = 0;
        while (gone < _notes.Count && _notes[gone].Taken <= passed)
        {
            gone++;
        }

        _notes.RemoveRange(0, gone);
        if (taken > passed && (_notes.Count == 0 || _notes[^1].Taken < taken))
        {
            if (_notes.Count == MaxNotes)
            {
                Thin(now);
            }

            _notes.Add((taken, now));
        }

        return _notes.Count == 0 ? now : _notes[0].Time;
    }

    // An item that comes between the note before the one that is dropped and the one behind it seems as young as the latter.
    private void Thin(long now)
    {
        int least = 1;
        double leastLoss = double.MaxValue;
        for (int index = 1; index < _notes.Count - 1; index++)
        {
            long before = _notes[index - 1].Time;
            double loss = (double)(_notes[index + 1].Time - before) / (now - before);
            if (loss < leastLoss)
            {
                least = index;
                leastLoss = loss;
            }
        }

        _notes.RemoveAt(least);
    }
}
