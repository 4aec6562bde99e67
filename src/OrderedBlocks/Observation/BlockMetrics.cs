using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Reflection;

namespace OrderedBlocks.Observation;

/// <summary>
/// The instruments, by which the blocks are observed from outside. All are observable ones: they are read when somebody
/// collects them, and cost nothing in between.
/// </summary>
[DebuggerDisplay("{_registry}")]
internal sealed class BlockMetrics
{
    /// <summary>The tag that has the name of the block.</summary>
    public const string NameTag = "orderedblocks.block.name";

    /// <summary>The tag that has the reason for a drop.</summary>
    public const string DropReasonTag = "orderedblocks.drop.reason";

    private const string MeterName = "OrderedBlocks";
    private const int InstrumentCount = 14;
    private const int MaxEndedNames = 1000;

    private readonly BlockRegistry _registry;

    // Those that have been created; a listener may be told of the first ones, and ask them, before the others are there.
    private readonly Instrument?[] _instruments = new Instrument?[InstrumentCount];

    /// <summary>Creates instruments; what they tell of is registered by <see cref="Register"/>.</summary>
    /// <param name="meter">Gets the instruments.</param>
    /// <param name="time">For the age of items.</param>
    /// <param name="mostEndedNames">Names of ended blocks whose totals are kept, from 1.</param>
    public BlockMetrics(Meter meter, TimeProvider time, int mostEndedNames = MaxEndedNames)
    {
        _registry = new BlockRegistry(time, mostEndedNames, ReadListened);
        AddCounter(meter, 0, "orderedblocks.items.admitted", "{item}", "Items accepted.", BlockCounter.Admitted);
        AddCounter(
            meter, 1, "orderedblocks.items.released", "{item}", "Items whose output was taken or consumed.", BlockCounter.Released);
        AddCounter(meter, 2, "orderedblocks.items.failed", "{item}", "Items whose delegate failed.", BlockCounter.Failed);
        AddCounter(
            meter,
            3,
            "orderedblocks.items.dropped",
            "{item}",
            "Items without an output that did not fail, by reason.",
            [.. BlockCounter.Drops]);
        AddLevel(
            meter, 4, "orderedblocks.items.queued", "{item}", "Items accepted and not started.", static block => block.QueuedCount);
        AddLevel(
            meter,
            5,
            "orderedblocks.items.running",
            "{item}",
            "Items whose delegate is running or pending.",
            static block => block.RunningCount);
        AddLevel(
            meter,
            6,
            "orderedblocks.items.waiting",
            "{item}",
            "Finished items that wait for an earlier one, or for somebody to take the output.",
            static block => block.WaitingCount);
        _instruments[7] = meter.CreateObservableGauge(
            "orderedblocks.item.oldest.age",
            () => _registry.ReportAges(7),
            "s",
            "How long at least the oldest item has been in the block.");
        AddLevel(
            meter, 8, "orderedblocks.capacity", "{item}", "Items held at the most.", static block => block.CapacityLimit);
        AddLevel(
            meter,
            9,
            "orderedblocks.parallelism",
            "{worker}",
            "Workers at the most; 0 while the block is paused.",
            static block => block.WorkerLimit);
        AddLevel(
            meter,
            10,
            "orderedblocks.senders.pending",
            "{message}",
            "Messages of senders that wait for room.",
            static block => block.PostponedCount);
        AddLevel(
            meter,
            11,
            "orderedblocks.workers.active",
            "{worker}",
            "Workers that are at work, look for work or wait for an asynchronous delegate.",
            static block => block.ActiveWorkers);
        AddCounter(
            meter, 12, "orderedblocks.workers.wakeups", "{wakeup}", "How often a worker was woken.", BlockCounter.WakeUps);
        AddCounter(
            meter,
            13,
            "orderedblocks.failures.lost",
            "{item}",
            "Failures of skipped items that nobody has got.",
            BlockCounter.LostFailures);
    }

    /// <summary>Those of the process.</summary>
    public static BlockMetrics Shared { get; } = new(new Meter(MeterName, ReadVersion()), TimeProvider.System);

    /// <summary>What is registered, for tests.</summary>
    internal BlockRegistry Registry => _registry;

    /// <summary>Whether one of the instruments is listened to.</summary>
    public bool AreListenedTo => ReadListened() != 0;

    /// <summary>The block may be read from here on, unless it has ended. Does not keep it alive.</summary>
    /// <param name="number">The block's number; 0 at first, and only to be changed here. One that has a number keeps it.</param>
    /// <param name="block">The block.</param>
    public void Register(ref int number, IObservedBlock block) => _registry.Add(ref number, block);

    /// <summary>The block has ended: its totals are final. Once.</summary>
    public void Unregister(ref int number, IObservedBlock block) => _registry.Remove(ref number, block);

    // Without what says of which commit it is.
    private static string? ReadVersion() => typeof(BlockMetrics).Assembly
        .GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];

    private void AddCounter(
        Meter meter, int index, string name, string unit, string description, params BlockCounter[] counters) =>
        _instruments[index] = meter.CreateObservableCounter(
            name, () => _registry.ReportTotals(index, counters), unit, description);

    private void AddLevel(
        Meter meter, int index, string name, string unit, string description, Func<IObservedBlock, long?> read) =>
        _instruments[index] = meter.CreateObservableUpDownCounter(
            name, () => _registry.ReportLevels(index, read), unit, description);

    // Which instruments are listened to: a bit for each.
    private uint ReadListened()
    {
        uint listened = 0;
        for (int index = 0; index < InstrumentCount; index++)
        {
            listened |= _instruments[index] is { Enabled: true } ? 1u << index : 0;
        }

        return listened;
    }
}
