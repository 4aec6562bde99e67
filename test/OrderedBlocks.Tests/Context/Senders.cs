using OrderedBlocks.Tests.Conformance.Subjects;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Context;

/// <summary>A value that flows with the execution context, and blocks whose delegates say what they see of it.</summary>
internal static class Senders
{
    /// <summary>Who sends. Set by the senders.</summary>
    public static readonly AsyncLocal<string?> Current = new();

    /// <summary>Every form of delegate at every place.</summary>
    public static IEnumerable<object[]> Matrix =>
        from shape in Enum.GetValues<DelegateShape>()
        from place in Enum.GetValues<Place>()
        select new object[] { shape, place };

    /// <summary>Options of a block that captures.</summary>
    public static OrderedBlockOptions Options(
        int capacity = DataflowBlockOptions.Unbounded, int dop = 2, Place place = Place.Pool, TaskScheduler? scheduler = null)
    {
        var options = new OrderedBlockOptions
        {
            BoundedCapacity = capacity,
            MaxDegreeOfParallelism = dop,
            CaptureExecutionContext = true,
            WorkerThreadMode = place == Place.Dedicated ? WorkerThreadMode.Dedicated : WorkerThreadMode.Pool,
        };
        if (place == Place.Scheduler)
        {
            options.TaskScheduler = scheduler ?? new CountingScheduler();
        }

        return options;
    }

    /// <summary>
    /// A block whose output is the item and the sender that its delegate sees, before and after an await if there is one. The
    /// delegate leaves another value behind.
    /// </summary>
    public static OrderedTransformBlock<int, string> Create(DelegateShape shape, OrderedBlockOptions options) => shape switch
    {
        DelegateShape.Synchronous => new(See, options),
        DelegateShape.Task => new(SeeTwice, options),
        _ => new((item, _) => new ValueTask<string>(SeeTwice(item)), options),
    };

    /// <summary>The delegate that is synchronous.</summary>
    public static string See(int item)
    {
        string text = TextOf(item, Current.Value);
        Current.Value = "left behind";
        return text;
    }

    /// <summary>The output for an item of this sender.</summary>
    public static string TextOf(int item, string? sender) => $"{item} of {sender ?? "nobody"}";

    /// <summary>Posts as this sender; the value of the calling thread stays.</summary>
    public static void PostAs(string? sender, ITargetBlock<int> block, int item) =>
        As(sender, () => Assert.IsTrue(block.Post(item)));

    /// <summary>Does something as this sender; the value of the calling thread stays.</summary>
    public static void As(string? sender, Action action)
    {
        string? before = Current.Value;
        Current.Value = sender;
        try
        {
            action();
            Assert.AreEqual(sender, Current.Value);
        }
        finally
        {
            Current.Value = before;
        }
    }

    /// <summary>Receives so many outputs and asserts the exact sequence.</summary>
    public static async Task AssertReceived<T>(IReceivableSourceBlock<T> block, IEnumerable<T> expected)
    {
        T[] wanted = [.. expected];
        var received = new List<T>();
        while (received.Count < wanted.Length)
        {
            received.Add(await block.ReceiveAsync().WithTimeout());
        }

        CollectionAssert.AreEqual(wanted, received);
    }

    private static async Task<string> SeeTwice(int item)
    {
        string? before = Current.Value;
        await Task.Yield();
        Assert.AreEqual(before, Current.Value);
        Current.Value = "left behind";
        return TextOf(item, before);
    }
}
