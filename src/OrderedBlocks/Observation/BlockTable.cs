using System.Diagnostics;

namespace OrderedBlocks.Observation;

/// <summary>Blocks by number, none of which it keeps alive. Everything here is under the registry's lock.</summary>
[DebuggerDisplay("{Count} blocks")]
internal sealed class BlockTable
{
    private const int Smallest = 64;
    private const int None = -1;

    // No entry of End or above is taken.
    private BlockEntry[] _entries = new BlockEntry[Smallest];
    private int _firstFree = None;

    /// <summary>Blocks that have not left, some of which may have been collected.</summary>
    public int Count { get; private set; }

    /// <summary>All numbers are below it.</summary>
    public int End { get; private set; }

    /// <summary>Whether there is no entry for one more block without <see cref="Fit"/>.</summary>
    public bool IsFull => Count == _entries.Length;

    /// <summary>An entry, which may be free.</summary>
    public ref BlockEntry this[int number] => ref _entries[number];

    /// <summary>A block more. The table must not be full.</summary>
    /// <returns>Its number, until it leaves.</returns>
    public int Add(IObservedBlock block)
    {
        int number = _firstFree;
        if (number == None)
        {
            number = End;
            _entries[number].Enter(block);
            End++;
        }
        else
        {
            _entries[number].Enter(block);
            _firstFree = _entries[number].NextFree;
        }

        Count++;
        return number;
    }

    /// <summary>A block less. Once for each.</summary>
    public void Remove(int number)
    {
        ref BlockEntry entry = ref _entries[number];
        entry.Leave();
        entry.NextFree = _firstFree;
        _firstFree = number;
        Count--;
    }

    /// <summary>
    /// Makes the table longer if it is more than half full, so that it does not fill up again at once, or gives back most of its memory if
    /// that lies behind the last block.
    /// </summary>
    public void Fit()
    {
        while (End > 0 && _entries[End - 1].IsFree)
        {
            End--;
        }

        if (Count > _entries.Length / 2)
        {
            Array.Resize(ref _entries, _entries.Length * 2);
        }
        else if (End <= _entries.Length / 4)
        {
            Array.Resize(ref _entries, Math.Max(Smallest, _entries.Length / 2));
        }

        _firstFree = None;
        for (int number = End - 1; number >= 0; number--)
        {
            if (_entries[number].IsFree)
            {
                _entries[number].NextFree = _firstFree;
                _firstFree = number;
            }
        }
    }
}
