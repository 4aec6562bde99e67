using System.Threading.Channels;
using OrderedBlocks.Tests.TestBlocks;

namespace OrderedBlocks.Tests.Channels;

/// <summary>
/// Links that are ended at any moment: what is in the target, in the link's hand and left in the source is everything, in order.
/// </summary>
[TestClass]
public sealed class RandomUnlinkTests
{
    private const int Rounds = 150;

    [TestMethod]
    public async Task ChannelToBlock_EndedAnyTime_LosesNothing()
    {
        for (int seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            int count = random.Next(1, 60);
            Channel<int> channel = LinkEnds.ChannelOf(Enumerable.Range(0, count));
            ChannelReader<int> reader = random.Next(2) == 0 ? channel.Reader : new BlindReader<int>(channel.Reader);
            var options = new ExecutionDataflowBlockOptions { BoundedCapacity = random.Next(1, 5) };
            IReceivableSourceBlock<int> block = random.Next(2) == 0
                ? new OrderedTransformBlock<int, int>(static item => item, options)
                : new TransformBlock<int, int>(static item => item, options);
            List<int> received = [];
            int linksToMake = random.Next(1, 4);
            for (int i = 0; i < linksToMake; i++)
            {
                using var cancellation = new CancellationTokenSource();
                ChannelLink<int> link = reader.LinkTo((ITargetBlock<int>)block, null, cancellation.Token);
                await ReceiveAsync(block, received, Math.Min(count, received.Count + random.Next(count)));
                await YieldAsync(random.Next(4));
                bool cancel = random.Next(2) == 0;
                if (cancel)
                {
                    await cancellation.CancelAsync();
                }

                Task ended = link.DisposeAsync().AsTask();
                while (!ended.IsCompleted)
                {
                    // What is in the hand waits for the block.
                    Take(block, received);
                    await Task.Yield();
                }

                if (link.TryTakeUndelivered(out int undelivered))
                {
                    // Behind all that the block has.
                    Assert.IsTrue(cancel);
                    await DrainAsync(block, received, undelivered);
                    received.Add(undelivered);
                }
            }

            int next = channel.Reader.TryPeek(out int left) ? left : count;
            await DrainAsync(block, received, next);
            received.AddRange(channel.Reader.Drain());
            CollectionAssert.AreEqual(Enumerable.Range(0, count).ToArray(), received, $"seed {seed}");
        }
    }

    [TestMethod]
    public async Task BlockToChannel_EndedAnyTime_LosesNothing()
    {
        for (int seed = 0; seed < Rounds; seed++)
        {
            var random = new Random(seed);
            int count = random.Next(1, 60);
            var options = new ExecutionDataflowBlockOptions { MaxDegreeOfParallelism = random.Next(1, 4) };
            IReceivableSourceBlock<int> block = random.Next(2) == 0
                ? new OrderedTransformBlock<int, int>(static item => item, options)
                : new TransformBlock<int, int>(static item => item, options);
            foreach (int item in Enumerable.Range(0, count))
            {
                Assert.IsTrue(((ITargetBlock<int>)block).Post(item));
            }

            Channel<int> channel = Channel.CreateBounded<int>(random.Next(1, 5));
            List<int> received = [];
            int linksToMake = random.Next(1, 4);
            for (int i = 0; i < linksToMake; i++)
            {
                using var cancellation = new CancellationTokenSource();
                ChannelLink<int> link = block.LinkTo(channel.Writer, null, cancellation.Token);
                int reads = random.Next(count);
                for (int read = 0; read < reads && received.Count < count; read++)
                {
                    received.Add(await channel.Reader.ReadAsync().AsTask().WithTimeout());
                }

                await YieldAsync(random.Next(4));
                if (random.Next(2) == 0)
                {
                    await cancellation.CancelAsync();
                }

                await link.DisposeAsync().AsTask().WithTimeout();
                Assert.IsFalse(link.TryTakeUndelivered(out _));
            }

            received.AddRange(channel.Reader.Drain());
            await DrainAsync(block, received, count);
            CollectionAssert.AreEqual(Enumerable.Range(0, count).ToArray(), received, $"seed {seed}");
        }
    }

    private static async Task YieldAsync(int times)
    {
        for (int i = 0; i < times; i++)
        {
            await Task.Yield();
        }
    }

    private static void Take(IReceivableSourceBlock<int> block, List<int> received)
    {
        if (block.TryReceive(out int item))
        {
            received.Add(item);
        }
    }

    private static async Task ReceiveAsync(IReceivableSourceBlock<int> block, List<int> received, int most)
    {
        while (received.Count < most)
        {
            received.Add(await block.ReceiveAsync().WithTimeout());
        }
    }

    // All before the one that is next.
    private static async Task DrainAsync(IReceivableSourceBlock<int> block, List<int> received, int next)
    {
        while (received.Count < next)
        {
            received.Add(await block.ReceiveAsync().WithTimeout());
        }
    }
}
