using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace OrderedBlocks.Tests.Issues;

/// <summary>
/// An error with which a channel was completed, and which its reader has got, does not come up once more as an unobserved
/// exception of <c>Completion</c>: <c>System.Threading.Channels</c> sees to that, too.
/// </summary>
[TestClass]
[DoNotParallelize]
public sealed class ObservedChannelErrorTests
{
    [TestMethod]
    public async Task Complete_WithAnError_ReadByTheReader_IsNotUnobserved()
    {
        string mark = Guid.NewGuid().ToString();
        int unobserved = 0;
        void Count(object? sender, UnobservedTaskExceptionEventArgs e) =>
            unobserved += e.Exception.InnerExceptions.Any(error => error.Message == mark) ? 1 : 0;
        TaskScheduler.UnobservedTaskException += Count;
        try
        {
            await Task.Run(() => UseAsync(mark));
            for (int i = 0; i < 10; i++)
            {
                await Task.Delay(20);
                GC.Collect();
                GC.WaitForPendingFinalizers();
            }
        }
        finally
        {
            TaskScheduler.UnobservedTaskException -= Count;
        }

        Assert.AreEqual(0, unobserved);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task UseAsync(string mark)
    {
        Channel<int, int> channel = new OrderedTransformBlock<int, int>(static item => item).AsChannel();
        Assert.IsTrue(channel.Writer.TryWrite(1));
        channel.Writer.Complete(new IOException(mark));
        await Assert.ThrowsExactlyAsync<IOException>(async () =>
        {
            await foreach (int _ in channel.Reader.ReadAllAsync())
            {
            }
        });
    }
}
