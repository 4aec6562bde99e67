using OrderedBlocks.Execution;

namespace OrderedBlocks.Tests.Execution;

/// <summary>The end that is said with an error: it comes after the items, and only if nobody has said an end before.</summary>
[TestClass]
public sealed class LifeCycleTests
{
    private static readonly InvalidOperationException s_last = new("The end.");
    private static readonly InvalidOperationException s_failed = new("An item.");

    [TestMethod]
    public void Completed_WithAnError_EndsWithIt()
    {
        var life = new LifeCycle(CancellationToken.None);
        Assert.IsTrue(life.TryComplete(s_last));
        Assert.IsFalse(life.IsAbandoned);

        life.End();

        CollectionAssert.AreEqual(new[] { s_last }, life.Completion.Exception!.InnerExceptions);
    }

    [TestMethod]
    public void Completed_Twice_TheFirstCounts()
    {
        var life = new LifeCycle(CancellationToken.None);
        Assert.IsTrue(life.TryComplete());
        Assert.IsFalse(life.TryComplete(s_last));

        life.End();

        Assert.IsTrue(life.Completion.IsCompletedSuccessfully);
    }

    [TestMethod]
    public void Completed_WithAnErrorAndThenWithout_KeepsTheError()
    {
        var life = new LifeCycle(CancellationToken.None);
        Assert.IsTrue(life.TryComplete(s_last));
        Assert.IsFalse(life.TryComplete());
        Assert.IsFalse(life.TryComplete(s_failed));

        life.End();

        CollectionAssert.AreEqual(new[] { s_last }, life.Completion.Exception!.InnerExceptions);
    }

    [TestMethod]
    public void Completed_WithAnErrorThenAnItemFails_ItsErrorIsTheFirst()
    {
        var life = new LifeCycle(CancellationToken.None);
        Assert.IsTrue(life.TryComplete(s_last));
        life.FailInOrder(default, [s_failed]);
        Assert.IsTrue(life.IsFailingInOrder);
        Assert.IsTrue(life.TryEndFailing());

        life.End();

        CollectionAssert.AreEqual(new[] { s_failed, s_last }, life.Completion.Exception!.InnerExceptions);
    }

    [TestMethod]
    public void Cancelled_AfterAnErrorAtTheEnd_IsFaultedWithIt()
    {
        var life = new LifeCycle(CancellationToken.None);
        Assert.IsTrue(life.TryComplete(s_last));
        Assert.IsTrue(life.TryCancel());
        Assert.IsTrue(life.IsAbandoned);

        life.End();

        CollectionAssert.AreEqual(new[] { s_last }, life.Completion.Exception!.InnerExceptions);
    }
}
