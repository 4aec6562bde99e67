namespace ModelChecking;

/// <summary>What a thread has read in a round of a loop.</summary>
internal sealed class Round
{
    private readonly Dictionary<Cell, long> _values = [];

    public void Clear() => _values.Clear();

    /// <summary>A word as the thread has read it: the first time counts.</summary>
    public void NoteRead(Cell cell, long value) => _values.TryAdd(cell, value);

    /// <summary>A word as the thread has left it.</summary>
    public void NoteWritten(Cell cell, long value) => _values[cell] = value;

    /// <summary>Whether reading it all again would give something else.</summary>
    /// <param name="buffer">The thread's own stores: what they write it sees as it left it.</param>
    public bool HasChanged(StoreBuffer buffer)
    {
        foreach ((Cell cell, long value) in _values)
        {
            if (cell.Value != value && !buffer.Holds(cell))
            {
                return true;
            }
        }

        return false;
    }
}
