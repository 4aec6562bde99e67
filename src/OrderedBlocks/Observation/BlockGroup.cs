using System.Diagnostics;

namespace OrderedBlocks.Observation;

/// <summary>
/// The blocks of one name, those that are there and those that are gone: they are reported as one. Everything here is under the
/// registry's lock.
/// </summary>
[DebuggerDisplay("{Name}, {Living} living")]
internal sealed class BlockGroup
{
    // By the counters' indexes: of the blocks that are gone, of those that are there, and what was reported.
    private readonly long[] _gone = new long[BlockCounter.All.Count];
    private readonly long[] _living = new long[BlockCounter.All.Count];
    private readonly long[] _reported = new long[BlockCounter.All.Count];

    // A bit for each instrument: those that had something to say of one of the blocks, and those that have told of the end.
    private uint _applies;
    private uint _toldOfEnd;

    public BlockGroup(string name, bool isUnique)
    {
        Name = name;
        IsUnique = isUnique;
        Ending = new LinkedListNode<BlockGroup>(this);
    }

    public string Name { get; }

    /// <summary>Whether no other block will have this name.</summary>
    public bool IsUnique { get; }

    /// <summary>Blocks that are there.</summary>
    public int Living { get; private set; }

    /// <summary>Its place among the names without a living block.</summary>
    public LinkedListNode<BlockGroup> Ending { get; }

    /// <summary>The sum of what the instrument that is being asked has found in the living blocks, or the largest.</summary>
    public double Level { get; private set; }

    /// <summary>A block more.</summary>
    public void Join()
    {
        Living++;
        _toldOfEnd = 0;
    }

    /// <summary>A block less; its counts stay.</summary>
    public void Leave(Func<BlockCounter, long> last)
    {
        Living--;
        foreach (BlockCounter counter in BlockCounter.All)
        {
            _gone[counter.Index] += last(counter);
        }
    }

    /// <summary>An instrument is asked: nothing is added up yet.</summary>
    public void BeginRound()
    {
        Array.Clear(_living);
        Level = 0;
    }

    public void Add(BlockCounter counter, long count) => _living[counter.Index] += count;

    public void AddLevel(int instrument, long level)
    {
        _applies |= 1u << instrument;
        Level += level;
    }

    public void RaiseLevel(int instrument, double level)
    {
        _applies |= 1u << instrument;
        Level = Math.Max(Level, level);
    }

    /// <summary>Whether an instrument has found something in one of the blocks, now or earlier.</summary>
    public bool Applies(int instrument) => (_applies & (1u << instrument)) != 0;

    /// <summary>
    /// The total of all blocks, never less than it was: an item that was counted while it was fetched may have been gone.
    /// </summary>
    public long Report(BlockCounter counter)
    {
        long total = Math.Max(_reported[counter.Index], _gone[counter.Index] + _living[counter.Index]);
        _reported[counter.Index] = total;
        return total;
    }

    /// <summary>Whether an instrument is still to say something of this name. It is taken to say it now.</summary>
    public bool IsDue(int instrument)
    {
        if (!IsUnique || Living > 0)
        {
            return true;
        }

        uint bit = 1u << instrument;
        bool isDue = (_toldOfEnd & bit) == 0;
        _toldOfEnd |= bit;
        return isDue;
    }

    /// <summary>Whether all of these instruments have told of the end.</summary>
    public bool IsToldBy(uint instruments) => (_toldOfEnd & instruments) == instruments;
}
