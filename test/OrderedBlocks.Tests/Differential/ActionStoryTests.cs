using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Differential;

/// <summary>
/// The same story told by OrderedActionBlock and by what it takes the place of: a TransformBlock linked to an ActionBlock and, where
/// one item is worked on at a time, an ActionBlock alone. What is seen from outside must be equal.
/// </summary>
[TestClass]
public sealed class ActionStoryTests
{
    private const int Items = 60;

    private delegate (ITargetBlock<int> Entry, Task End) Rival(
        Func<int, Task<int>> produce, Func<int, Task> consume, ExecutionDataflowBlockOptions options);

    private enum Fate
    {
        Good,
        Waits,
        DroppedByProduce,
        DroppedByConsume,
        CanceledLater,
        NoTaskOfConsume,
        Last,
    }

    public static IEnumerable<object[]> Seeds => Enumerable.Range(1, 40).Select(static seed => new object[] { seed });

    // Items of all fates; in every second story a call of consume fails at last, and nothing behind it is consumed.
    [TestMethod]
    [DynamicData(nameof(Seeds))]
    public async Task Items_OfRandomFates_AreConsumedAlike(int seed)
    {
        var random = new Random(seed);
        Fate[] fates = [.. Enumerable.Range(0, Items).Select(_ => (Fate)random.Next((int)Fate.Last))];
        int failsAt = seed % 2 == 0 ? random.Next(Items) : -1;
        var options = new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = random.Next(1, 5) };

        string ordered = await Tell(Ordered, fates, failsAt, options);

        Assert.AreEqual(await Tell(Linked, fates, failsAt, options), ordered);
        if (options.MaxDegreeOfParallelism == 1)
        {
            Assert.AreEqual(await Tell(Alone, fates, failsAt, options), ordered);
        }
    }

    // One item at a time, so that the rival has but one queue, too: who is let in when, and who is turned away.
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(5)]
    public async Task Senders_OfAFullBlock_AreLetInAlike(int capacity)
    {
        Assert.AreEqual(await TellOfSenders(Alone, capacity), await TellOfSenders(Ordered, capacity));
    }

    private static async Task<string> Tell(Rival rival, Fate[] fates, int failsAt, ExecutionDataflowBlockOptions options)
    {
        List<int> consumed = [];
        (ITargetBlock<int> entry, Task end) = rival(
            async item =>
            {
                await Maybe(fates[item] == Fate.Waits);
                return fates[item] == Fate.DroppedByProduce ? throw new OperationCanceledException() : item;
            },
            item =>
            {
                consumed.Add(item);
                return item == failsAt ? throw new InvalidOperationException($"No {item}.") : fates[item] switch
                {
                    Fate.DroppedByConsume => throw new OperationCanceledException(),
                    Fate.NoTaskOfConsume => null!,
                    Fate.CanceledLater => CancelLater(),
                    _ => Maybe(fates[item] == Fate.Waits),
                };
            },
            options);
        foreach (int item in Enumerable.Range(0, fates.Length))
        {
            entry.Post(item);
        }

        entry.Complete();
        await end.ToEnd();
        string error = string.Join("; ", end.Exception?.InnerExceptions.Select(static one => one.Message) ?? []);
        return $"{string.Join(' ', consumed)}, then {end.Status} {error}";
    }

    private static async Task<string> TellOfSenders(Rival rival, int capacity)
    {
        var gate = new Gate();
        List<string> story = [];
        (ITargetBlock<int> entry, Task end) = rival(
            static item => Task.FromResult(item), gate.Run, new ExecutionDataflowBlockOptions { BoundedCapacity = capacity });
        for (int item = 1; item <= capacity + 1; item++)
        {
            story.Add($"post {item}: {entry.Post(item)}");
        }

        Task<bool>[] sends = [.. Enumerable.Range(100, 4).Select(item => entry.SendAsync(item))];
        gate.WaitForStart(1);
        story.Add($"waiting: {sends.Count(static send => !send.IsCompleted)}");
        for (int count = 1; count <= 2; count++)
        {
            gate.Open(gate.Started[count - 1]);
            bool isIn = await sends[count - 1].WithTimeout();
            gate.WaitForStarts(count + 1);
            story.Add($"after {count}: {isIn}, {sends.Count(static send => !send.IsCompleted)} wait, post: {entry.Post(99)}");
        }

        entry.Complete();
        gate.OpenAll();
        await end.ToEnd();
        bool[] last = await Task.WhenAll(sends).WithTimeout();
        story.Add($"sent: {string.Join(' ', last)}; {string.Join(' ', gate.Started)}; {end.Status}");
        return string.Join('\n', story);
    }

    private static (ITargetBlock<int> Entry, Task End) Ordered(
        Func<int, Task<int>> produce, Func<int, Task> consume, ExecutionDataflowBlockOptions options)
    {
        var block = new OrderedActionBlock<int, int>(produce, consume, options);
        return (block, block.Completion);
    }

    private static (ITargetBlock<int> Entry, Task End) Linked(
        Func<int, Task<int>> produce, Func<int, Task> consume, ExecutionDataflowBlockOptions options)
    {
        var first = new TransformBlock<int, int>(produce, options);
        var second = new ActionBlock<int>(consume);
        first.LinkTo(second, new DataflowLinkOptions { PropagateCompletion = true });
        return (first, second.Completion);
    }

    private static (ITargetBlock<int> Entry, Task End) Alone(
        Func<int, Task<int>> produce, Func<int, Task> consume, ExecutionDataflowBlockOptions options)
    {
        var block = new ActionBlock<int>(
            async item =>
            {
                int result = await produce(item);
                await (consume(result) ?? Task.CompletedTask);
            },
            options);
        return (block, block.Completion);
    }

    private static async Task Maybe(bool waits)
    {
        if (waits)
        {
            await Task.Yield();
        }
    }

    private static async Task CancelLater()
    {
        await Task.Yield();
        throw new OperationCanceledException();
    }
}
