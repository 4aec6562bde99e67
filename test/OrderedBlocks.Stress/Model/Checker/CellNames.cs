using System.Collections;
using System.Globalization;
using System.Reflection;

namespace ModelChecking;

/// <summary>What the cells are called: the way to them from a scenario's roots, by the names of the fields.</summary>
/// <param name="format">Makes text of a cell's value, given the cell's name.</param>
public sealed class CellNames(Func<string, long, string> format)
{
    private readonly Dictionary<Cell, string> _names = [];
    private readonly HashSet<object> _seen = new(ReferenceEqualityComparer.Instance);

    /// <summary>Names all cells below an object.</summary>
    public void Add(string name, object root) => Walk(name, root, depth: 0);

    /// <summary>The cell's name.</summary>
    public string NameOf(Cell cell)
    {
        if (!_names.TryGetValue(cell, out string? name))
        {
            name = $"word {_names.Count}";
            _names.Add(cell, name);
        }

        return name;
    }

    /// <summary>A value as text.</summary>
    public string Format(string name, long value) => format(name, value);

    private void Walk(string path, object? value, int depth)
    {
        if (value is Cell cell)
        {
            _names.TryAdd(cell, path);
            return;
        }

        if (value is null or string or Delegate or Type || depth > 12)
        {
            return;
        }

        Type type = value.GetType();
        if (type.IsPrimitive || type.IsEnum || (!type.IsValueType && !_seen.Add(value)))
        {
            return;
        }

        if (value is Array array)
        {
            int index = 0;
            foreach (object? item in (IEnumerable)array)
            {
                Walk(string.Create(CultureInfo.InvariantCulture, $"{path}[{index++}]"), item, depth + 1);
            }

            return;
        }

        if (type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true && !type.Name.StartsWith("Lock", StringComparison.Ordinal)
            && value is not IEnumerable)
        {
            return;
        }

        for (Type? declaring = type; declaring is not null && declaring != typeof(object); declaring = declaring.BaseType)
        {
            foreach (FieldInfo field in declaring.GetFields(
                BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            {
                Walk(Extend(path, field.Name), field.GetValue(value), depth + 1);
            }
        }
    }

    // The words' own fields add nothing to a name.
    private static string Extend(string path, string field)
    {
        string name = field.StartsWith('<') ? field[1..field.IndexOf('>', StringComparison.Ordinal)] : field.TrimStart('_');
        return name is "cell" or "word" or "value" ? path : path.Length == 0 ? name : $"{path}.{name}";
    }
}
