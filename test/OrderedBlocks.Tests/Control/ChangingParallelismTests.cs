using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Control;

/// <summary>A parallelism that changes all the time, from several threads, while items flow: nothing is lost, or left lying.</summary>
[TestClass]
public sealed class ChangingParallelismTests
{
    private const int Items = 8_000;

    [TestMethod]
    [DynamicData(nameof(BlockSetup.Parallel), typeof(BlockSetup))]
    public async Task Degree_ChangesAllTheTime_EverythingComesOutInOrder(BlockSetup setup)
    {
        var block = new EitherBlock(
            setup,
            static async item =>
            {
                if (item % 500 == 499)
                {
                    await Task.Yield();
                }

                return item;
            });
        await RunWhileChanging(block.Target, degree => block.DegreeOfParallelism = degree, setup.Dop);
        await block.Completion.WithTimeout();
        CollectionAssert.AreEqual(Enumerable.Range(0, Items).ToArray(), block.Outputs.Entries);
        Assert.AreEqual(new OrderedBlockStatistics { Admitted = Items, Released = Items }, block.Statistics);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public async Task Degree_ChangesAllTheTime_SendersThatWorkToo(bool isStrict)
    {
        var consumed = new List<int>();
        var block = new OrderedActionBlock<int, int>(
            static item => item,
            consumed.Add,
            new OrderedBlockOptions
            {
                BoundedCapacity = 64,
                MaxDegreeOfParallelism = 3,
                CallerRuns = true,
                StrictStartOrder = isStrict,
            });
        await RunWhileChanging(block, degree => block.DegreeOfParallelism = degree, dop: 3);
        await block.Completion.WithTimeout();
        CollectionAssert.AreEqual(Enumerable.Range(0, Items).ToArray(), consumed);
    }

    // Items are claimed one at a time, by the option or because the capacity is small.
    [TestMethod]
    [DataRow(true, 64)]
    [DataRow(false, 8)]
    public async Task Degree_ChangesAllTheTime_NoItemIsStartedWhileTheOneBeforeIsLeftToOthers(bool isStrict, int capacity)
    {
        bool[] started = new bool[Items];
        var consumed = new List<int>();
        var block = new OrderedActionBlock<int, int>(
            item =>
            {
                Volatile.Write(ref started[item], true);
                Wait.Until(() => item == 0 || Volatile.Read(ref started[item - 1]), "The item before was not started.");
                return item;
            },
            consumed.Add,
            new OrderedBlockOptions { BoundedCapacity = capacity, MaxDegreeOfParallelism = 3, StrictStartOrder = isStrict });
        await RunWhileChanging(block, degree => block.DegreeOfParallelism = degree, dop: 3);
        await block.Completion.WithTimeout();
        CollectionAssert.AreEqual(Enumerable.Range(0, Items).ToArray(), consumed);
    }

    // The limit is one at the end, so that whatever was left lying stays there.
    private static async Task RunWhileChanging(ITargetBlock<int> block, Action<int> change, int dop)
    {
        using var stop = new CancellationTokenSource();
        Task[] changers =
        [
            .. Enumerable.Range(1, 2).Select(seed => Task.Run(() =>
            {
                var random = new Random(seed);
                while (!stop.IsCancellationRequested)
                {
                    change(random.Next(dop + 1));
                    Thread.SpinWait(random.Next(3000));
                }
            })),
        ];
        for (int item = 0; item < Items; item++)
        {
            Assert.IsTrue(await block.SendAsync(item).WithTimeout());
        }

        await stop.CancelAsync();
        await Task.WhenAll(changers).WithTimeout();
        change(1);
        block.Complete();
    }
}
