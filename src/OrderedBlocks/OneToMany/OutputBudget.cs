using System.Diagnostics;
using OrderedBlocks.Atomics;

namespace OrderedBlocks.OneToMany;

/// <summary>
/// How many outputs may be kept. One share belongs to the item at the head, whichever that is, so that it never waits for one that
/// waits for it; the items behind it get credits out of the rest.
/// </summary>
/// <remarks>
/// At every moment the outputs kept are at most <c>capacity</c>: those of the head are at most a share, those of all others have
/// a credit each, and the head moves on only when nothing is left of the one before.
/// </remarks>
[DebuggerDisplay("{_free}")]
internal sealed class OutputBudget
{
    /// <summary>The capacity of a budget that never runs out.</summary>
    public const long Unlimited = 1L << 58;

    // Credits that there are: the capacity less one share.
    private readonly long _max;

    // Anybody, by locked instructions: credits that nobody has.
    private PaddedInt64 _free;

    /// <summary>Creates a budget.</summary>
    /// <param name="capacity">Outputs kept at the most, from 1; or <see cref="Unlimited"/>.</param>
    /// <param name="share">Outputs of one item kept at the most, from 1 to the capacity.</param>
    public OutputBudget(long capacity, long share)
    {
        Debug.Assert(share >= 1 && share <= capacity);
        Share = share;
        IsUnlimited = capacity == Unlimited && share == Unlimited;
        _max = capacity - share;
        _free = new PaddedInt64(_max);
    }

    /// <summary>Outputs of one item at the most.</summary>
    public long Share { get; }

    /// <summary>Whether nobody ever waits for room, and no credits are needed.</summary>
    public bool IsUnlimited { get; }

    /// <summary>Whether nobody has a credit: all that were taken have been given back, once.</summary>
    public bool IsWhole => Free == _max;

    /// <summary>Credits that nobody has.</summary>
    public long Free => _free.Read();

    /// <summary>Takes credits.</summary>
    /// <returns>How many: none if there are none.</returns>
    public long Take(long max)
    {
        long free = _free.Read();
        while (free > 0)
        {
            long count = Math.Min(free, max);
            long seen = _free.CompareExchange(free - count, free);
            if (seen == free)
            {
                return count;
            }

            free = seen;
        }

        return 0;
    }

    /// <summary>Gives credits back. Full fence: then look for those who wait for some (OutputRoom).</summary>
    public void Return(long count)
    {
        long free = _free.Add(count);
        Debug.Assert(free <= _max);
    }
}
