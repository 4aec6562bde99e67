using System.Diagnostics;
using OrderedBlocks.Atomics;

namespace OrderedBlocks.Ring;

/// <summary>
/// How many workers there are, and how many of them are looking for work: two counts in one word, and the rule by which
/// another worker is woken.
/// </summary>
/// <remarks>
/// <para>A worker is <em>searching</em> from the moment it is enlisted until it has found something, then <em>busy</em>, and
/// searching again when it finds no more. Another worker is enlisted only while nobody searches and the limit allows it. So a
/// burst wakes workers one after the other, each by the one before it, and never more than there is work for.</para>
/// <para>No wake-up is lost: whoever brings an item publishes it, makes a full fence, and looks here. If it finds a searcher, or
/// everybody busy, it may rely on them: a searcher that finds something looks for more and enlists the next one; a worker that
/// leaves counts itself out by a locked instruction and looks once more after it.</para>
/// </remarks>
[DebuggerDisplay("{Active} active, {Searching} searching")]
internal sealed class WorkerCounts
{
    private const long OneActive = 1;
    private const long OneSearching = 1L << 32;

    // Anybody, by locked instructions.
    private PaddedInt64 _counts;

    // Whoever sets the limit.
    private AtomicInt64 _max;

    // What the limit may be at the most.
    private readonly int _highest;

    /// <summary>Creates a tally without workers.</summary>
    /// <param name="max">Workers at the most, from 1.</param>
    public WorkerCounts(int max)
    {
        _max = new AtomicInt64(max);
        _highest = max;
    }

    /// <summary>
    /// Workers at the most, from 0. Full fence after it is written: if it has grown, look for work that was left lying. If it has
    /// shrunk, those who are too many leave when they look for something to do: see <see cref="ExceedsLimit"/>.
    /// </summary>
    public int Max
    {
        get => (int)_max.Read();
        set => _max.Exchange(value);
    }

    /// <summary>
    /// Whether there are more workers than there may be. Who finds so before it claims something that it has seen does not claim
    /// it, leaves, and then looks for work as whoever leaves: the limit may have grown meanwhile.
    /// </summary>
    /// <remarks>
    /// It takes no fence. Each worker was counted before it looks, all in one word: whoever was counted last sees all others that have
    /// not left. So of those who see the limit no more than that find that they may go on; fewer may, and then look once more.
    /// </remarks>
    public bool ExceedsLimit => ExceedsLimitWithout(excused: 0);

    /// <summary>As <see cref="ExceedsLimit"/>, where so many workers do not count. With a limit of 0 all count.</summary>
    public bool ExceedsLimitWithout(long excused)
    {
        int max = Max;
        return ActiveIn(_counts.Read()) - (max > 0 ? excused : 0) > max;
    }

    /// <summary>Workers that are searching, busy, or waiting for an asynchronous delegate.</summary>
    public int Active => ActiveIn(_counts.Read());

    /// <summary>Workers that are looking for work.</summary>
    public int Searching => SearchingIn(_counts.Read());

    /// <summary>Workers that have found something, those that wait for an asynchronous delegate included.</summary>
    public int Busy
    {
        get
        {
            long counts = _counts.Read();
            return ActiveIn(counts) - SearchingIn(counts);
        }
    }

    /// <summary>Whether work that was just published needs <see cref="TryStartWorker"/>. A full fence must stand before it.</summary>
    public bool WantsWorker => Wants(_counts.Read());

    /// <summary>Counts one more worker in, as a searcher, if nobody searches and the limit allows it.</summary>
    /// <returns>Whether the caller must start it.</returns>
    public bool TryStartWorker() => TryStartWorkerFor(excused: 0);

    /// <summary>
    /// As <see cref="TryStartWorker"/>, where so many workers do not count. With a limit of 0 all count, and there are never more workers
    /// than the limit was in the beginning.
    /// </summary>
    /// <returns>Whether the caller must start it.</returns>
    public bool TryStartWorkerFor(long excused)
    {
        long counts = _counts.Read();
        while (Wants(counts) || (excused > 0 && WantsFor(counts, excused)))
        {
            long seen = _counts.CompareExchange(counts + OneActive + OneSearching, counts);
            if (seen == counts)
            {
                return true;
            }

            counts = seen;
        }

        // Not "somebody else did it": the word says that somebody searches, or that all are at work.
        return false;
    }

    /// <summary>Counts a helper in, as busy, if the limit allows it: a thread of others that works for a while. Full fence then.</summary>
    /// <returns>Whether it may work.</returns>
    public bool TryJoin()
    {
        long counts = _counts.Read();
        while (ActiveIn(counts) < Max)
        {
            long seen = _counts.CompareExchange(counts + OneActive, counts);
            if (seen == counts)
            {
                return true;
            }

            counts = seen;
        }

        return false;
    }

    /// <summary>A helper leaves. Full fence; it must look for work once more.</summary>
    public void LeaveBusy() => _counts.Add(-OneActive);

    /// <summary>A busy worker has nothing left. Full fence.</summary>
    public void BeginSearch() => _counts.Add(OneSearching);

    /// <summary>A searcher has found something. Full fence.</summary>
    /// <returns>Whether it was the last searcher: then it must look for more work and enlist the next worker.</returns>
    public bool EndSearch() => SearchingIn(_counts.Add(-OneSearching)) == 0;

    /// <summary>A searcher leaves. Full fence; it must look for work once more.</summary>
    public void Leave() => _counts.Add(-OneActive - OneSearching);

    private static int ActiveIn(long counts) => (int)counts;

    private static int SearchingIn(long counts) => (int)(counts >> 32);

    private bool Wants(long counts) => SearchingIn(counts) == 0 && ActiveIn(counts) < Max;

    private bool WantsFor(long counts, long excused) =>
        SearchingIn(counts) == 0 && ActiveIn(counts) < _highest && ActiveIn(counts) - excused < Max && Max > 0;
}
